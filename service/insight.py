"""Counting: what changes becomes counters and scores in the very transaction that changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.storage import insight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment


def count(context: Context, pipe: Pipeline, before: Sequence[Comment], after: Sequence[Comment]) -> None:
    """Count a change of comments. Call it wherever a decision is made, replaced or taken back."""
    insight.count(pipe, before, after, ZoneInfo(context.settings.time_zone))


def forget(context: Context, pipe: Pipeline, comment: Comment) -> None:
    """Drop what is kept of a comment that is being erased."""
    insight.forget(pipe, comment, ZoneInfo(context.settings.time_zone))
