"""Measures how many flagged German insults are still flagged when they are disguised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from service.reading import read
from workers.measuring.disguises import DISGUISES, SHORTEST, disguise
from workers.measuring.lists import read_list
from workers.measuring.metrics import Measure, mean, share
from workers.measuring.scored import Scored, reached, score_texts
from workers.training.corpus import part_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from service.domain.policy import Policy
    from service.domain.score import Assessment
    from workers.scorers.scorer import Scorer

INSULTS = Path(__file__).parent / "insults_de.txt"
_MARKED = re.compile(r"\{([^{}]+)\}")
_LETTERS = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
_MOST = 300  # texts of a set that are disguised in twelve ways each

Parts = list[tuple[str, bool]]
"""A text in pieces, each with whether it is to be disguised."""


@dataclass(frozen=True, slots=True)
class Disguised:
    """What is left of the flags when texts are disguised.

    Attributes:
        name: Of the texts.
        texts: How many there are.
        plain: How many of them are flagged undisguised; only these are disguised.
        kept: Share of the copies still flagged, all kinds together.
        kinds: The same by kind.
    """

    name: str
    texts: int
    plain: int
    kept: Measure
    kinds: dict[str, Measure]


def single_insults(scorer: Scorer, policy: Policy) -> Disguised | None:
    """Disguise the marked words of our own list of insults.

    Args:
        scorer: Who scores.
        policy: Flags; SPAM does not count.
    """
    marked = [_parts_marked(line) for _, line in read_list(INSULTS)]
    scored = score_texts(scorer, ["".join(part for part, _ in parts) for parts in marked])
    return _measure("single insults", scorer, policy, marked, scored)


def insulting_tweets(
    scorer: Scorer, policy: Policy, scored: Scored, insulting: Sequence[bool]
) -> Disguised | None:
    """Disguise in insulting texts every longer word that the scorer named as a reason.

    Args:
        scorer: Who scores.
        policy: Flags; SPAM does not count.
        scored: The texts.
        insulting: Whether each of them is an insult by its label.
    """
    flags = scored.flagged(policy, spam=False)
    rows = zip(scored.texts, scored.assessments, flags, insulting, strict=True)
    chosen = [(text, found) for text, found, flag, label in rows if label and flag]
    chosen = sorted(chosen, key=lambda pair: part_of(pair[0], 1 << 32))[:_MOST]
    texts, assessments = [text for text, _ in chosen], [found for _, found in chosen]
    parts = [_parts_named(read(text).text, found, policy) for text, found in chosen]
    return _measure("GermEval's insults", scorer, policy, parts, Scored(texts, assessments))


def _measure(
    name: str, scorer: Scorer, policy: Policy, texts: Sequence[Parts], scored: Scored
) -> Disguised | None:
    plain = [parts for parts, flag in zip(texts, scored.flagged(policy, spam=False), strict=True) if flag]
    if not plain:
        return None
    kept = {
        kind: score_texts(scorer, [_put_on(kind, parts) for parts in plain]).flagged(policy, spam=False)
        for kind in DISGUISES
    }
    by_text = [sum(flags) / len(flags) for flags in zip(*kept.values(), strict=True)]
    return Disguised(
        name, len(texts), len(plain), mean(by_text), {kind: share(flags) for kind, flags in kept.items()}
    )


def _parts_marked(line: str) -> Parts:
    return [(part, bool(at % 2)) for at, part in enumerate(_MARKED.split(line)) if part]


def _parts_named(text: str, assessment: Assessment, policy: Policy) -> Parts:
    """Cut a text at the words named for the scores that flagged it; at all words, where none was named."""
    over = reached(assessment, policy, spam=False)
    spans = {
        (signal.begin, signal.end)
        for signal in assessment.signals
        if signal.attribute in over and signal.begin is not None and signal.end is not None
    }
    words = [match.span() for match in _LETTERS.finditer(text)]
    named = [word for word in words if any(begin < word[1] and word[0] < end for begin, end in spans)]
    return _cut(text, named or words)


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> Parts:
    parts, at = [], 0
    for begin, end in spans:
        parts += [(text[at:begin], False), (text[begin:end], True)]
        at = end
    return [*parts, (text[at:], False)]


def _put_on(kind: str, parts: Parts) -> str:
    wear = partial(disguise, kind)
    return "".join(
        _LETTERS.sub(lambda word: wear(word.group()), part) if hide else part for part, hide in parts
    )
