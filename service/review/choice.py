"""What a moderator wants done with a comment, and the decision that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.decision import DecidedBy, Decision, Outcome, Reason

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.comment import Comment
    from service.domain.moderator import Moderator


@dataclass(frozen=True, slots=True)
class Choice:
    """What a moderator wants done with a comment.

    Attributes:
        outcome: Approve or reject.
        reason: A code from the site's own list, or empty.
        note: For colleagues.
    """

    outcome: Outcome
    reason: str = ""
    note: str = ""

    def decision_on(self, comment: Comment, moderator: Moderator, now: datetime, act: str) -> Decision:
        """Give the decision on a comment that this choice is."""
        return Decision(
            outcome=self.outcome,
            reasons=(Reason(self.reason),) if self.reason else (),
            decided_by=DecidedBy.MODERATOR,
            decided_at=now,
            policy_version=comment.decision.policy_version if comment.decision else 0,
            moderator=moderator.id,
            note=self.note,
            act=act,
        )
