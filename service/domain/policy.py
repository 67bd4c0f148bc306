"""A policy: one site's thresholds, and the decision that follows from scores."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from service.domain.decision import SCORING_FAILED, DecidedBy, Decision, Outcome, Reason

if TYPE_CHECKING:
    from service.domain.score import Assessment, Attribute

REJECTABLE = frozenset({"SPAM"})
"""Only spam may be rejected without a human: a person's words deserve a person."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds per attribute, in one version.

    Attributes:
        version: Counts up from 1 for each site; 0 is a file not yet loaded.
        flag: A score at or over its threshold flags the comment. 0 to 1.
        reject: A score at or over its threshold rejects it outright. 0 to 1; off where absent.
        note: Why this version was made.
        by: Who made it: a moderator's id, or `operator`; empty where that was not kept yet.
        at: When it came into force, UTC.
        sample: Share of the automatic approvals that a person is asked to look at. 0 to 1.
    """

    version: int
    flag: dict[str, float]
    reject: dict[str, float] = field(default_factory=dict)
    note: str = ""
    by: str = ""
    at: datetime | None = None
    sample: float = 0.0


def lowest_thresholds(policy: Policy) -> dict[str, float]:
    """Give for each attribute that counts the score from which it does anything."""
    return policy.reject | {
        attribute: min(threshold, policy.reject.get(attribute, threshold))
        for attribute, threshold in policy.flag.items()
    }


def decide(policy: Policy, assessment: Assessment | None, now: datetime) -> Decision:
    """Decide on a comment by its scores.

    A comment that could not be scored is flagged for a human, never approved.
    """
    if assessment is None:
        return _by_policy(policy, Outcome.FLAG, (Reason(SCORING_FAILED),), now)
    for outcome, thresholds in ((Outcome.REJECT, policy.reject), (Outcome.FLAG, policy.flag)):
        reasons = _reached(assessment.scores, thresholds)
        if reasons:
            return _by_policy(policy, outcome, reasons, now, degraded=assessment.degraded)
    return _by_policy(policy, Outcome.APPROVE, (), now, degraded=assessment.degraded)


def picks(policy: Policy, comment_id: str) -> bool:
    """Say whether a comment, should it be approved, is one of the sample: always the same for its id."""
    lot = int.from_bytes(blake2b(comment_id.encode(), digest_size=6, person=b"sample").digest())
    return lot < policy.sample * 2**48


def _by_policy(
    policy: Policy, outcome: Outcome, reasons: tuple[Reason, ...], now: datetime, *, degraded: bool = False
) -> Decision:
    return Decision(outcome, reasons, DecidedBy.POLICY, now, policy.version, degraded=degraded)


def _reached(scores: dict[Attribute, float], thresholds: dict[str, float]) -> tuple[Reason, ...]:
    reasons = [
        Reason(attribute.lower(), str(attribute), round(score, 4), thresholds[attribute])
        for attribute, score in scores.items()
        if attribute in thresholds and score >= thresholds[attribute]
    ]
    return tuple(sorted(reasons, key=lambda reason: reason.score or 0.0, reverse=True))
