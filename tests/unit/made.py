"""Comments and decisions made for a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from service.domain.comment import Comment
from service.domain.decision import DecidedBy, Decision, Outcome, Reason

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def comment(later: float = 0.0, **changes: Any) -> Comment:
    """Make a pending comment, accepted some seconds after noon."""
    fields = {
        "id": "c1",
        "site": "zeitung",
        "post": "1",
        "content": "Hallo",
        "author_name": "Erika",
        "author": "hash",
        "created_at": NOON + timedelta(seconds=later),
    }
    return Comment(**{**fields, **changes})


def decision(
    outcome: Outcome = Outcome.FLAG, *scores: float | None, moderator: str | None = None
) -> Decision:
    """Make a decision with a reason for each score."""
    reasons = tuple(Reason(f"r{number}", None, score) for number, score in enumerate(scores))
    by = DecidedBy.MODERATOR if moderator else DecidedBy.POLICY
    return Decision(outcome, reasons, by, NOON, 1, moderator)
