"""A comment: a submission that was accepted, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from service.domain.decision import DecidedBy, Decision, Outcome
from service.domain.score import Signal
from service.domain.submission import MetaValue

if TYPE_CHECKING:
    from service.domain.score import Assessment
    from service.domain.submission import Submission


class Status(StrEnum):
    """Where a comment stands."""

    PENDING = "pending"
    APPROVED = "approved"
    FLAGGED = "flagged"
    REJECTED = "rejected"


STATUS_AFTER = {
    Outcome.APPROVE: Status.APPROVED,
    Outcome.FLAG: Status.FLAGGED,
    Outcome.REJECT: Status.REJECTED,
}


@dataclass(frozen=True, slots=True)
class Escalation:
    """That a moderator left a comment to the seniors.

    Attributes:
        by: The moderator's id.
        at: When, UTC.
    """

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """An accepted comment. It knows its author only by keyed hash: the address is in the vault.

    Attributes:
        id: A UUID of version 7, so that ids sort by time.
        site: The site that sent it.
        author: Keyed hash of the e-mail address, to know the author again.
        address: Keyed hash of the IP address, where one was sent.
        email_traits: `disposable`, `role`, `undeliverable`: noticed about the address when accepted.
        request_id: The HTTP request that brought it, for the logs.
        idempotency: Where the answer to its Idempotency-Key is kept, to be erased with it.
        form_seconds: Seconds from showing the form to sending it, where the site measures them.
        honeypot: Whether a field was filled in that no person sees.
        cluster: The campaign it belongs to, once it has company; stored beside the comment.
        scorers: Version by name of the scorers behind the scores.
        decision: The one in force.
        overruled: The policy's decision, where a moderator decided after it.
        turned: Moderators' decisions that later ones turned, oldest first.
        escalated: Who left it to the seniors, while or since it waits for them.
        sampled: Approved by the policy, and picked for a person to look at.
    """

    id: str
    site: str
    post: str
    content: str
    author_name: str
    author: str
    created_at: datetime
    status: Status = Status.PENDING
    author_url: str | None = None
    parent: str | None = None
    permalink: str | None = None
    locale: str | None = None
    author_user_agent: str | None = None
    address: str | None = None
    email_traits: tuple[str, ...] = ()
    external_id: str | None = None
    meta: dict[str, MetaValue] = field(default_factory=dict)
    request_id: str = ""
    idempotency: str | None = None
    form_seconds: float | None = None
    honeypot: bool = False
    cluster: str | None = None
    language: str | None = None
    scores: dict[str, float] = field(default_factory=dict)
    signals: tuple[Signal, ...] = ()
    scorers: dict[str, str] = field(default_factory=dict)
    decision: Decision | None = None
    overruled: Decision | None = None
    turned: tuple[Decision, ...] = ()
    escalated: Escalation | None = None
    sampled: bool = False

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts by which moderators decided it, as far as they still count."""
        decisions = (*self.turned, self.decision)
        return tuple(decision.act for decision in decisions if decision and decision.act)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What acceptance adds to a submission: who, when, and what may be known of the author."""

    id: str
    site: str
    created_at: datetime
    author: str
    address: str | None
    email_traits: tuple[str, ...]
    request_id: str
    idempotency: str | None = None


def accept(submission: Submission, receipt: Receipt) -> Comment:
    """Make a pending comment of a submission, leaving the private e-mail and IP behind.

    Of the honeypot stays whether it was filled: browsers fill in addresses there too.
    """
    return Comment(
        id=receipt.id,
        site=receipt.site,
        created_at=receipt.created_at,
        author=receipt.author,
        address=receipt.address,
        email_traits=receipt.email_traits,
        request_id=receipt.request_id,
        idempotency=receipt.idempotency,
        post=submission.post,
        parent=submission.parent,
        content=submission.content,
        author_name=submission.author_name,
        author_url=submission.author_url,
        permalink=submission.permalink,
        locale=submission.locale,
        author_user_agent=submission.author_user_agent,
        external_id=submission.external_id,
        form_seconds=submission.form_seconds,
        honeypot=bool(submission.honeypot),
        meta=submission.meta,
    )


def screened(
    comment: Comment, assessment: Assessment | None, decision: Decision, *, sampled: bool = False
) -> Comment:
    """Give the comment as it stands after the screen; without an assessment, scoring failed.

    Args:
        comment: It, as accepted.
        assessment: What the scorer says.
        decision: What the policy says.
        sampled: Whether it is to be looked at, should it be approved.
    """
    if assessment is not None:
        comment = replace(
            comment,
            language=assessment.language,
            scores={str(attribute): score for attribute, score in assessment.scores.items()},
            signals=assessment.signals,
            scorers=assessment.scorers,
        )
    return replace(
        comment,
        status=STATUS_AFTER[decision.outcome],
        decision=decision,
        sampled=sampled and decision.outcome is Outcome.APPROVE,
    )


def awaits_rescoring(comment: Comment) -> bool:
    """Say whether the policy's decision stands on the built-in's scores alone, and no person saw to it."""
    decision = comment.decision
    by_policy = decision is not None and decision.degraded and decision.decided_by is DecidedBy.POLICY
    return by_policy and comment.escalated is None


def rescored(
    comment: Comment, assessment: Assessment, decision: Decision, *, sampled: bool = False
) -> Comment:
    """Give the comment with the backend's scores and the policy's decision on them in place of the first.

    Raises:
        ValueError: The first decision is not to be replaced: it was not degraded, or a person decided since.
    """
    if not awaits_rescoring(comment):
        raise ValueError(comment.id)
    return screened(comment, assessment, decision, sampled=sampled)


def awaiting_screen(comment: Comment) -> Comment:
    """Give the comment back to the screen, as when it was accepted: for a replay of a dead letter."""
    return replace(
        comment,
        status=Status.PENDING,
        decision=None,
        overruled=None,
        turned=(),
        escalated=None,
        sampled=False,
    )
