"""Texts with the assessments they got, the way comments are scored in production."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from service.domain.score import Assessment, Attribute, Scorable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.policy import Policy
    from workers.measuring.metrics import Array
    from workers.scorers.scorer import Scorer

BATCH = 64


@dataclass(frozen=True, slots=True)
class Scored:
    """Texts and what the scorer said of each.

    Attributes:
        texts: As a site would send them.
        assessments: One a text.
    """

    texts: list[str]
    assessments: list[Assessment]

    def offers(self, attribute: Attribute, language: str) -> bool:
        """Tell whether the scorer gives this score to texts that it takes to be in a language."""
        return any(attribute in each.scores for each in self.assessments if each.language == language)

    def scores(self, attribute: Attribute) -> Array:
        """Give the scores of an attribute; where it is not offered, 0, which is what a policy sees."""
        return np.array([each.scores.get(attribute, 0.0) for each in self.assessments], np.float64)

    def flagged(self, policy: Policy, *, spam: bool = True) -> list[bool]:
        """Tell of each text whether the policy flags it.

        Args:
            policy: Its thresholds.
            spam: Whether SPAM counts too.
        """
        return [bool(reached(each, policy, spam=spam)) for each in self.assessments]


def reached(assessment: Assessment, policy: Policy, *, spam: bool = True) -> list[Attribute]:
    """Name the attributes at or over their thresholds.

    Args:
        assessment: What the scorer said.
        policy: The thresholds.
        spam: Whether SPAM counts too.
    """
    return [
        attribute
        for attribute, score in assessment.scores.items()
        if score >= policy.flag.get(attribute, float("inf")) and (spam or attribute is not Attribute.SPAM)
    ]


def score_texts(scorer: Scorer, texts: Sequence[str]) -> Scored:
    """Score texts in batches.

    Args:
        scorer: Who scores.
        texts: Any number.

    Raises:
        RuntimeError: The built-in stood in for the scorer's backend: what is measured would be the built-in.
    """
    lots = (texts[begin : begin + BATCH] for begin in range(0, len(texts), BATCH))
    return Scored(list(texts), [each for lot in lots for each in _score_lot(scorer, lot)])


def _score_lot(scorer: Scorer, texts: Sequence[str]) -> list[Assessment]:
    found = scorer.score([Scorable(text) for text in texts])
    if degraded := sum(each.degraded for each in found):
        raise RuntimeError(
            f"{degraded} of {len(texts)} texts were not scored by the backend of {scorer.name},"
            " and the built-in in its place is not what is to be measured"
        )
    return found
