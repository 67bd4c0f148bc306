"""Review queues: which comments wait in which one, and under which facets they are found there."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from service.domain.comment import Status
from service.domain.decision import SCORING_FAILED, DecidedBy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain.comment import Comment


class Queue(StrEnum):
    """Where a comment waits for a person. It waits in one queue at most."""

    FLAGGED = "flagged"
    ESCALATED = "escalated"
    """For seniors alone: a moderator handed it up."""
    SAMPLE = "sample"
    """Approved by the policy, and picked to see what slips through."""


class Facet(NamedTuple):
    """One property by which waiting comments are found.

    Attributes:
        name: `attribute`, `reason`, `language`, `post` or `author`.
        value: Which attribute, which article.
    """

    name: str
    value: str


OTHER = "other"
LANGUAGES = ("de", "en", OTHER)
DEGRADED = "degraded"
REASONS = (
    SCORING_FAILED,
    DEGRADED,
    "advertising_link",
    "author_name",
    "author_url",
    "bbcode_link",
    "blocked_phrase",
    "contact_bait",
    "disguised_link",
    "email",
    "flood",
    "form_seconds",
    "hidden_text",
    "honeypot",
    "html_link",
    "language_unsupported",
    "link_shortener",
    "links",
    "odd_host",
    "offer",
    "repeats",
)
"""What waiting comments can be filtered by beside attributes: the names of signals but `text`, which nearly
all have, and what is to know of the scoring."""


def queue_of(comment: Comment) -> Queue | None:
    """Give the queue that the comment waits in; None where it waits for nobody."""
    if comment.status is Status.FLAGGED:
        return Queue.ESCALATED if comment.escalated else Queue.FLAGGED
    by_policy = comment.decision is not None and comment.decision.decided_by is DecidedBy.POLICY
    return Queue.SAMPLE if comment.sampled and by_policy and comment.status is Status.APPROVED else None


def facets_of(comment: Comment) -> frozenset[Facet]:
    """Give the facets under which a waiting comment is found."""
    return frozenset(_facets(comment))


def _facets(comment: Comment) -> Iterator[Facet]:
    yield Facet("language", comment.language if comment.language in LANGUAGES else OTHER)
    yield Facet("post", comment.post)
    yield Facet("author", comment.author)
    found = {signal.name for signal in comment.signals}
    if comment.decision:
        reasons = comment.decision.reasons
        yield from (Facet("attribute", reason.attribute) for reason in reasons if reason.attribute)
        found |= {reason.code for reason in reasons} & {SCORING_FAILED}
        found |= {DEGRADED} if comment.decision.degraded else set()
    yield from (Facet("reason", name) for name in found if name in REASONS)
