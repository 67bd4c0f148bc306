"""What stays of a comment for a month to try policies on: scores and verdicts, not a word of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import floor
from typing import TYPE_CHECKING

from service.domain.decision import SCORING_FAILED, Outcome
from service.domain.score import Attribute
from service.domain.tally import moderators_decisions, policys_decision

if TYPE_CHECKING:
    from service.domain.comment import Comment

FINE = 10_000
"""Steps from 0 to 1 in which scores are kept, rounded down: exact for thresholds of up to four decimals."""
ABSENT = -1
"""In the place of a score that there is none of."""
ATTRIBUTES = tuple(Attribute)
"""The order in which scores are kept. New ones go to the end."""
UNSCORED, SAMPLED = 1, 2
"""Marks: scoring failed; picked as a sample of what the policy approved."""
_DUST = 1e-9
"""Less than this is floating point's doing: 0.57 * 10000 is a little under 5700."""


class Verdict(IntEnum):
    """An outcome as one byte."""

    NONE = 0
    APPROVE = 1
    FLAG = 2
    REJECT = 3


VERDICTS = {Outcome.APPROVE: Verdict.APPROVE, Outcome.FLAG: Verdict.FLAG, Outcome.REJECT: Verdict.REJECT}


@dataclass(frozen=True, slots=True)
class Scored:
    """A comment for the preview of a policy.

    Attributes:
        language: As the scorer told it, two letters; `??` for anything else.
        by_policy: What the policy decided.
        by_moderator: What a moderator decided, or nothing.
        marks: Sum of the marks that apply.
        scores: In ten-thousandths, by `ATTRIBUTES`; `ABSENT` where there is none.
    """

    language: str
    by_policy: Verdict
    by_moderator: Verdict
    marks: int
    scores: tuple[int, ...]


def scored(comment: Comment) -> Scored | None:
    """Give what stays of a comment; None of one that is not decided."""
    policys, moderators = policys_decision(comment), moderators_decisions(comment)
    if policys is None:
        return None
    failed = any(reason.code == SCORING_FAILED for reason in policys.reasons)
    language = comment.language or ""
    return Scored(
        language=language if len(language) == 2 and language.isascii() else "??",  # noqa: PLR2004 - two letters
        by_policy=VERDICTS[policys.outcome],
        by_moderator=VERDICTS[moderators[-1].outcome] if moderators else Verdict.NONE,
        marks=(UNSCORED if failed else 0) | (SAMPLED if comment.sampled else 0),
        scores=tuple(_fine(comment.scores.get(attribute)) for attribute in ATTRIBUTES),
    )


def _fine(score: float | None) -> int:
    return ABSENT if score is None else floor(min(max(score, 0.0), 1.0) * FINE + _DUST)


def least(threshold: float) -> int:
    """Give the least score in ten-thousandths that reaches a threshold."""
    return -floor(_DUST - threshold * FINE)
