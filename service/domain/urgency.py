"""In which order flagged comments wait for a moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.domain.comment import Comment

_LATEST = 10**13
"""Milliseconds; later than any comment, in the year 2286."""


def urgency(comment: Comment) -> float:
    """Rank a flagged comment: the severest first, and of equal severity the oldest first.

    The severity is the highest score that reached its threshold, in whole percents. What could not be
    scored is taken for severe, since nobody knows. The number is whole and below 2**53, so that Redis
    keeps it exactly.
    """
    reasons = comment.decision.reasons if comment.decision else ()
    severity = max((1.0 if reason.score is None else reason.score for reason in reasons), default=0.0)
    age_rank = _LATEST - int(comment.created_at.timestamp() * 1000)
    return float(round(severity * 100) * _LATEST + age_rank)
