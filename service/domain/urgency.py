"""In which order flagged comments wait for a moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.domain.comment import Comment
    from service.domain.submission import MetaValue

_LATEST = 10**13
"""Milliseconds; later than any comment, in the year 2286."""
_REACHES = 8
"""Classes of reach, the last from ten million readers on. With more of them, Redis would round."""


def urgency(comment: Comment) -> float:
    """Rank a waiting comment: the severest first, then that with the most readers, then the oldest.

    The severity is the highest score that reached its threshold, in whole percents. What could not be
    scored is taken for severe, since nobody knows. Readers count by powers of ten, so that a few more do
    not let a comment jump over older ones. The number is whole and below 2**53, so that Redis keeps it
    exactly.
    """
    reasons = comment.decision.reasons if comment.decision else ()
    severity = max((1.0 if reason.score is None else reason.score for reason in reasons), default=0.0)
    age_rank = _LATEST - int(comment.created_at.timestamp() * 1000)
    return float((round(severity * 100) * _REACHES + reach(comment.meta.get("reach"))) * _LATEST + age_rank)


def reach(readers: MetaValue) -> int:
    """Give the class of an article's reach, 0 to 7: how often its readers can be divided by ten.

    Args:
        readers: What the site sent as `reach`. What is no positive number counts as not sent.
    """
    if isinstance(readers, bool) or not isinstance(readers, int | float) or not readers >= 1:
        return 0
    most = 10 ** (_REACHES - 1)
    return _REACHES - 1 if readers >= most else len(str(int(readers))) - 1
