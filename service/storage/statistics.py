"""Counters behind /metrics, counted in the transactions they count: right across processes and crashes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from service.domain.comment import Status
from service.storage import keys
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

    from service.domain.comment import Comment

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
"""Upper bounds of the histogram of time to decision, in seconds."""
_SUM_UNIT = 1_000_000
"""The histogram's sum is kept in whole microseconds: exact in Redis."""


def count_accepted(pipe: Pipeline, number: int) -> None:
    """Count comments accepted."""
    pipe.hincrby(keys.STATISTICS, "accepted", number)


def count_decisions(pipe: Pipeline, decided: Sequence[Comment]) -> None:
    """Count decisions, and for the policy's the time they took from acceptance."""
    fields = Counter[str]()
    for comment in decided:
        decision = comment.decision
        if decision is None or comment.status is Status.PENDING:
            continue
        fields[f"decisions|{comment.site}|{decision.outcome}|{decision.decided_by}"] += 1
        if decision.moderator is None:
            seconds = max(0.0, (decision.decided_at - comment.created_at).total_seconds())
            fields[f"seconds|{_bucket(seconds)}"] += 1
            fields["seconds_sum"] += round(seconds * _SUM_UNIT)
    _add(pipe, fields)


def count_screened(pipe: Pipeline, screened: Sequence[Comment]) -> None:
    """Count by whom comments were scored first, and how many decisions are degraded."""
    fields = Counter(f"scored|{name}" for comment in screened for name in comment.scorers)
    fields["degraded"] = sum(bool(comment.decision and comment.decision.degraded) for comment in screened)
    _add(pipe, fields)


def count_rescored(pipe: Pipeline, *, changed: int, kept: int) -> None:
    """Count comments scored again, by whether that changed the outcome."""
    _add(pipe, Counter({"rescored|changed": changed, "rescored|kept": kept}))


def read(redis: Redis) -> dict[str, int]:
    """Give all counters by name."""
    return {text(field): int(number) for field, number in redis.hgetall(keys.STATISTICS).items()}


def sum_seconds(counters: dict[str, int]) -> float:
    """Give the histogram's sum, in seconds."""
    return counters.get("seconds_sum", 0) / _SUM_UNIT


def _add(pipe: Pipeline, fields: Counter[str]) -> None:
    for field, number in fields.items():
        if number:
            pipe.hincrby(keys.STATISTICS, field, number)


def _bucket(seconds: float) -> str:
    return next((str(bound) for bound in BUCKETS if seconds <= bound), "+Inf")
