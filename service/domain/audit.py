"""The audit log's entries: who did what, when, under which policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.domain.comment import Comment

ACTORS = ("policy", "site", "operator", "unknown")
"""Who acts beside moderators; none of these may be a moderator's id. `unknown` is who failed to sign in."""


class Action(StrEnum):
    """What can be done that others must be able to look up."""

    SCREENED = "comment_screened"
    RESCORED = "comment_rescored"
    CLAIMED = "comment_claimed"
    RELEASED = "comment_released"
    REVIEWED = "comment_reviewed"
    REVERSED = "comment_reversed"
    REOPENED = "comment_reopened"
    ESCALATED = "comment_escalated"
    HANDED_BACK = "comment_handed_back"
    NOTED = "comment_noted"
    ERASED = "comment_erased"
    REPLAYED = "comment_replayed"
    POLICY_LOADED = "policy_loaded"
    POLICY_SAVED = "policy_saved"
    SITE_ADDED = "site_added"
    REASONS_SET = "reasons_set"
    KEY_ISSUED = "key_issued"
    KEYS_REVOKED = "keys_revoked"
    MODERATOR_ADDED = "moderator_added"
    MODERATOR_REMOVED = "moderator_removed"
    TOKEN_ISSUED = "token_issued"  # noqa: S105 - an action
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an action
    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    WEBHOOK_ADDED = "webhook_added"
    WEBHOOK_REMOVED = "webhook_removed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log. It names comments by id and never carries a word of them.

    Attributes:
        at: When, UTC.
        actor: One of ACTORS, or a moderator's id.
        action: What was done.
        site: Where.
        comment: The comment's id, if it was about one.
        policy_version: The policy in force, where one decided.
        outcome: The decision's outcome, if there was one.
        reasons: The decision's reason codes.
        note: A moderator's or operator's words.
    """

    at: datetime
    actor: str
    action: Action
    site: str
    comment: str | None = None
    policy_version: int | None = None
    outcome: str | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""


def entry_of_decision(comment: Comment, action: Action) -> AuditEntry:
    """Tell the audit log of the decision a comment carries.

    Raises:
        ValueError: The comment has no decision.
    """
    decision = comment.decision
    if decision is None:
        raise ValueError(comment.id)
    return AuditEntry(
        at=decision.decided_at,
        actor=decision.moderator or str(decision.decided_by),
        action=action,
        site=comment.site,
        comment=comment.id,
        policy_version=decision.policy_version,
        outcome=decision.outcome,
        reasons=tuple(reason.code for reason in decision.reasons),
        note=decision.note,
    )
