"""A comment's text as the desk shows it: what a reader sees, with the spans that made it flagged.

What would deceive the eye or break the page is made harmless here; escaping is the template's.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from service.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain.comment import Comment
    from service.domain.score import Signal

_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_HEAP = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_GENERAL = "TOXICITY"
"""Where a span carries a more exact attribute too, that one names it."""
_STRONGEST = 3
"""Spans of an attribute that weigh the most: scorers name them first."""


@dataclass(frozen=True, slots=True)
class _Span:
    begin: int
    end: int
    attribute: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text.

    Attributes:
        text: What to show.
        attributes: The attributes whose flag it carried, most exact first; empty for plain text.
        strong: Whether it weighed among the most for one of them: this is what a masked text hides.
    """

    text: str
    attributes: tuple[str, ...] = ()
    strong: bool = False


def pieces(comment: Comment) -> list[Piece]:
    """Cut a comment's text where marked spans begin and end."""
    text = read(comment.content).text
    spans = list(_spans(comment, len(text)))
    cuts = sorted({0, len(text), *(cut for span in spans for cut in (span.begin, span.end))})
    return _joined([_piece(text, spans, begin, end) for begin, end in pairwise(cuts)])


def harmless(text: str) -> str:
    """Take out what turns the direction of writing or moves the cursor, and heaps of combining marks."""
    return _HEAP.sub(r"\1", _CONTROLS.sub("\ufffd", text))


def _counts(comment: Comment, signal: Signal) -> bool:
    """Say whether a signal's attribute reached its threshold; all count where the policy says nothing."""
    decision = comment.overruled or comment.decision
    reached = {reason.attribute for reason in decision.reasons} - {None} if decision else set()
    return not reached or signal.attribute in reached


def _spans(comment: Comment, length: int) -> Iterator[_Span]:
    seen = Counter[str]()
    for signal in comment.signals:
        if signal.begin is None or signal.end is None or not _counts(comment, signal):
            continue
        attribute = str(signal.attribute)
        seen[attribute] += 1
        begin, end = (min(max(0, place), length) for place in (signal.begin, signal.end))
        yield _Span(begin, end, attribute, seen[attribute] <= _STRONGEST)


def _piece(text: str, spans: list[_Span], begin: int, end: int) -> Piece:
    over = [span for span in spans if span.begin <= begin and end <= span.end]
    attributes = sorted({span.attribute for span in over}, key=lambda name: (name == _GENERAL, name))
    return Piece(harmless(text[begin:end]), tuple(attributes), any(span.strong for span in over))


def _joined(found: list[Piece]) -> list[Piece]:
    """Join neighbours that carry the same, so that each mark is one."""
    joined: list[Piece] = []
    for piece in found:
        if joined and joined[-1].attributes == piece.attributes and joined[-1].strong == piece.strong:
            joined[-1] = replace(piece, text=joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
