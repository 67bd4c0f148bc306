"""What moderators may do with a comment, and how it stands after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from service.domain.comment import STATUS_AFTER, Comment, Escalation, Status
from service.domain.decision import DecidedBy
from service.domain.errors import ForSeniors, NotEscalated, NotFlagged, NothingToReverse, NothingToUndo
from service.domain.moderator import Role, check_may, may
from service.domain.queues import queue_of

if TYPE_CHECKING:
    from service.domain.decision import Decision
    from service.domain.moderator import Moderator

MOST_TURNED = 20
"""Decisions that are remembered below the one in force; nobody takes back more."""


def reviewed(comment: Comment, decision: Decision) -> Comment:
    """Give a waiting comment as it stands after a moderator's decision.

    Raises:
        NotFlagged: It waits for nobody; somebody else may have been first.
    """
    check_waits(comment)
    return replace(
        comment, status=STATUS_AFTER[decision.outcome], decision=decision, overruled=comment.decision
    )


def turned(comment: Comment, decision: Decision) -> Comment:
    """Give a decided comment as it stands after a later decision to the contrary.

    Raises:
        NothingToReverse: It is not decided, or just so.
    """
    status = STATUS_AFTER[decision.outcome]
    if comment.decision is None or {comment.status, status} != {Status.APPROVED, Status.REJECTED}:
        raise NothingToReverse(status=comment.status)
    if comment.decision.decided_by is DecidedBy.POLICY:
        return replace(comment, status=status, decision=decision, overruled=comment.decision)
    kept = (*comment.turned, comment.decision)[-MOST_TURNED:]
    return replace(comment, status=status, decision=decision, turned=kept)


def reopened(comment: Comment) -> Comment:
    """Give the comment back as it was before the moderator's decision in force.

    Raises:
        NothingToUndo: No moderator has decided it.
    """
    if comment.decision is None or comment.decision.decided_by is not DecidedBy.MODERATOR:
        raise NothingToUndo
    *kept, before = comment.turned or (comment.overruled,)
    overruled = comment.overruled if comment.turned else None
    status = STATUS_AFTER[before.outcome] if before else Status.FLAGGED
    return replace(comment, status=status, decision=before, overruled=overruled, turned=tuple(kept))


def escalated(comment: Comment, escalation: Escalation) -> Comment:
    """Give a flagged comment as it stands once it was handed to the seniors.

    Raises:
        NotFlagged: It waits for nobody, or only for being looked at.
        ForSeniors: It was handed to them before.
    """
    if comment.status is not Status.FLAGGED:
        raise _not_flagged(comment)
    if comment.escalated:
        raise ForSeniors
    return replace(comment, escalated=escalation)


def handed_back(comment: Comment) -> Comment:
    """Give an escalated comment back to all moderators.

    Raises:
        NotEscalated: It waits for no senior.
    """
    if comment.escalated is None or comment.status is not Status.FLAGGED:
        raise NotEscalated
    return replace(comment, escalated=None)


def check_waits(comment: Comment) -> None:
    """Refuse what waits in no queue.

    Raises:
        NotFlagged: It is decided, perhaps by somebody who was first, or not screened yet.
    """
    if queue_of(comment) is None:
        raise _not_flagged(comment)


def check_may_decide(moderator: Moderator, comment: Comment) -> None:
    """Refuse a decision on what was handed to the seniors, unless a senior of the site asks.

    Raises:
        ForSeniors: It was.
    """
    if comment.escalated and not may(moderator, comment.site, Role.SENIOR):
        raise ForSeniors


def check_may_undo(moderator: Moderator, comment: Comment) -> None:
    """Refuse to undo or to turn another's decision, or the policy's, unless a senior of the site asks.

    Raises:
        Forbidden: The decision is not this moderator's.
    """
    if comment.decision is not None and comment.decision.moderator != moderator.id:
        check_may(moderator, comment.site, Role.SENIOR)


def _not_flagged(comment: Comment) -> NotFlagged:
    decision = comment.decision
    moderator = decision.moderator if decision else None
    by = moderator or (str(decision.decided_by) if decision else "nobody")
    return NotFlagged(status=comment.status, moderator=moderator, by=by)
