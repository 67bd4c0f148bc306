"""Measures whether explanations are true: without the words named for a score, the score must fall."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.reading import read
from workers.measuring.metrics import Measure, mean, share
from workers.measuring.scored import reached, score_texts
from workers.training.corpus import part_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.domain.policy import Policy
    from service.domain.score import Assessment, Attribute
    from workers.measuring.scored import Scored
    from workers.scorers.scorer import Scorer

_WORD = re.compile(r"\w+")
_MOST = 400  # scores of a set that are put to the test

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """How scores over their thresholds depend on the words named for them.

    Attributes:
        name: Of the texts.
        attribute: The score.
        scores: How many were over the threshold.
        explained: Share of them that name a span or another signal.
        words: How many words were named for a score, on average.
        drop: How far the score falls without them.
        random_drop: How far it falls without as many other words, drawn by lot.
        under: Share of scores that fall under the threshold without them.
        random_under: The same without as many other words.
    """

    name: str
    attribute: str
    scores: int
    explained: Measure
    words: float
    drop: Measure
    random_drop: Measure
    under: Measure
    random_under: Measure


@dataclass(frozen=True, slots=True)
class _Case:
    """One score over its threshold: the text a reader sees, its words, and those named."""

    text: str
    score: float
    words: list[Span]
    named: list[Span]
    signals: int


def measure_faithfulness(
    name: str, scorer: Scorer, policy: Policy, scored: Scored, attribute: Attribute
) -> Faithfulness | None:
    """Take the named words out of texts whose score is over the threshold, and score again.

    Scores without a named span, which rest on other signals, are not put to the test.

    Args:
        name: Of the texts.
        scorer: Who scores.
        policy: Its threshold decides which scores are high.
        scored: The texts.
        attribute: The score.
    """
    pairs = zip(scored.texts, scored.assessments, strict=True)
    over = sorted((pair for pair in pairs if attribute in reached(pair[1], policy)), key=_lot)[:_MOST]
    cases = [_case(text, assessment, attribute) for text, assessment in over]
    tested = [case for case in cases if case.named]
    if not tested:
        return None
    threshold = policy.flag[attribute]
    without = [_rest(case.text, case.named) for case in tested]
    otherwise = [_rest(case.text, _others(case)) for case in tested]
    after, random_after = (
        score_texts(scorer, texts).scores(attribute).tolist() for texts in (without, otherwise)
    )
    before = [case.score for case in tested]
    return Faithfulness(
        name,
        attribute.value,
        len(cases),
        share(bool(case.signals) for case in cases),
        round(sum(len(case.named) for case in tested) / len(tested), 1),
        mean(high - low for high, low in zip(before, after, strict=True)),
        mean(high - low for high, low in zip(before, random_after, strict=True)),
        share(score < threshold for score in after),
        share(score < threshold for score in random_after),
    )


def _lot(pair: tuple[str, Assessment]) -> int:
    return part_of(pair[0], 1 << 32)


def _case(text: str, assessment: Assessment, attribute: Attribute) -> _Case:
    signals = [signal for signal in assessment.signals if signal.attribute is attribute]
    spans = [(s.begin, s.end) for s in signals if s.begin is not None and s.end is not None]
    seen = read(text).text
    words = [match.span() for match in _WORD.finditer(seen)]
    return _Case(seen, assessment.scores[attribute], words, spans, len(signals))


def _others(case: _Case) -> list[Span]:
    """Draw as many words as were named, of those that were not."""
    free = [
        word for word in case.words if not any(begin < word[1] and word[0] < end for begin, end in case.named)
    ]
    return random.Random(case.text).sample(free, min(len(free), len(case.named)))


def _rest(text: str, spans: Iterable[Span]) -> str:
    """Put a space in place of each span."""
    for begin, end in sorted(spans, reverse=True):
        text = f"{text[:begin]} {text[end:]}"
    return text
