"""A decision: what happens to a comment, why, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a decision does with a comment."""

    APPROVE = "approve"
    FLAG = "flag"
    REJECT = "reject"


class DecidedBy(StrEnum):
    """Who decides: the site's policy on its own, or a person."""

    POLICY = "policy"
    MODERATOR = "moderator"


SCORING_FAILED = "scoring_failed"
"""The reason of a flag that no scorer could spare a human."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision fell as it did.

    Attributes:
        code: The attribute in small letters, `scoring_failed`, or the moderator's reason.
        attribute: The attribute whose score reached its threshold, if one did.
        score: That score, 0 to 1.
        threshold: The policy's threshold, 0 to 1.
    """

    code: str
    attribute: str | None = None
    score: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome with everything needed to explain it.

    Attributes:
        outcome: What happens to the comment.
        reasons: Most weighty first; empty for an approval.
        decided_by: The policy or a moderator.
        decided_at: When, UTC.
        policy_version: The version of the site's policy in force then.
        moderator: The moderator's id, where one decided.
        note: The moderator's own words, for colleagues.
        act: What the moderator did at one go has one id: this comment's decision, or a thousand comments'.
        degraded: The built-in's scores stood in for a backend's; the comment is to be scored again.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    decided_by: DecidedBy
    decided_at: datetime
    policy_version: int
    moderator: str | None = None
    note: str = ""
    act: str = ""
    degraded: bool = False
