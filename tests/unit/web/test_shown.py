"""What the desk shows of a comment's text: marked where it was flagged, and harmless to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.comment import Comment, Status
from service.domain.decision import DecidedBy, Decision, Outcome, Reason
from service.domain.score import Attribute, Signal
from service.web.shown import Piece, harmless, pieces

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def _comment(content: str, *signals: Signal, reached: tuple[str, ...] = ("INSULT",)) -> Comment:
    reasons = tuple(Reason(name.lower(), name, 0.9, 0.7) for name in reached)
    decision = Decision(Outcome.FLAG, reasons, DecidedBy.POLICY, NOW, 1)
    made = Comment("01", "zeitung", "1", content, "Erika", "a" * 20, NOW)
    return replace(made, status=Status.FLAGGED, signals=signals, decision=decision)


def _span(begin: int, end: int, attribute: Attribute = Attribute.INSULT) -> Signal:
    return Signal("text", attribute, "", begin, end)


def test_a_span_is_marked_with_its_attribute() -> None:
    """The words that carried a flag stand alone, with the attribute that they carried."""
    found = pieces(_comment("Du Depp du", _span(3, 7)))
    assert found == [Piece("Du "), Piece("Depp", ("INSULT",), strong=True), Piece(" du")]


def test_a_general_attribute_stands_behind_an_exact_one() -> None:
    """What is an insult and toxic is called an insult."""
    found = pieces(
        _comment("Depp", _span(0, 4, Attribute.TOXICITY), _span(0, 4), reached=("TOXICITY", "INSULT"))
    )
    assert found[0].attributes == ("INSULT", "TOXICITY")


def test_attributes_below_their_threshold_mark_nothing() -> None:
    """A span of an attribute that did not flag is not shown: it explains nothing."""
    assert pieces(_comment("Du Depp", _span(3, 7, Attribute.PROFANITY))) == [Piece("Du Depp")]


def test_only_the_weightiest_spans_are_strong() -> None:
    """Of an attribute's spans the first three, which weigh the most, are strong."""
    found = pieces(_comment("a b c d", *(_span(2 * n, 2 * n + 1) for n in range(4))))
    assert [piece.text for piece in found if piece.strong] == ["a", "b", "c"]


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=6))
def test_pieces_are_the_whole_text(content: str, spans: list[tuple[int, int]]) -> None:
    """Whatever the spans, nothing of the text is lost, doubled or moved."""
    assume(harmless(content) == content and not set("<&") & set(content))
    cut = "".join(piece.text for piece in pieces(_comment(content, *(_span(*span) for span in spans))))
    assert cut == content


@given(st.text())
def test_what_is_shown_turns_nothing_around(text: str) -> None:
    """No character is left that changes the direction of writing, moves the cursor, or ends a line oddly."""
    shown = harmless(text)
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff\0\x1b\r"
    )


def test_heaps_of_marks_are_cut() -> None:
    """Zalgo keeps three marks a letter; accents that languages write stay."""
    assert harmless("Z" + "\u0301" * 50) == "Z" + "\u0301" * 3
    assert harmless("é ế ở") == "é ế ở"
