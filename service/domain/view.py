"""A view: which waiting comments a moderator wants to see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from service.domain.moderator import Role, sites_as
from service.domain.queues import Facet, Queue, facets_of, queue_of

if TYPE_CHECKING:
    from service.domain.comment import Comment
    from service.domain.moderator import Moderator


@dataclass(frozen=True, slots=True)
class View:
    """A queue of some sites, and the filters on it; None filters nothing.

    Attributes:
        sites: Whose queues.
        attribute: Only where this attribute reached its threshold.
        reason: Only with this signal, or where `scoring_failed` or `degraded`.
        language: `de`, `en` or `other`.
        post: Only under this article.
        author: Only by this author, by keyed hash.
        cluster: Only of this campaign.
        older_than: Only those accepted before so many minutes.
        newer_than: Only those accepted since so many minutes.
        text: Only those that hold it, in their text or their author's name, or whose id it is.
    """

    sites: tuple[str, ...]
    queue: Queue = Queue.FLAGGED
    attribute: str | None = None
    reason: str | None = None
    language: str | None = None
    post: str | None = None
    author: str | None = None
    cluster: str | None = None
    older_than: int | None = None
    newer_than: int | None = None
    text: str = ""

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets that it asks for."""
        asked = (
            ("attribute", self.attribute),
            ("reason", self.reason),
            ("language", self.language),
            ("post", self.post),
            ("author", self.author),
        )
        return tuple(Facet(name, value) for name, value in asked if value is not None)


@dataclass(frozen=True, slots=True)
class Period:
    """When comments were accepted: from its begin on, before its end; None leaves one open."""

    begin: datetime | None = None
    end: datetime | None = None

    def __contains__(self, moment: datetime) -> bool:
        """Say whether a moment is in it."""
        return (self.begin is None or self.begin <= moment) and (self.end is None or moment < self.end)


def period_of(view: View, now: datetime) -> Period:
    """Give the period that the view asks for, by whole minutes, so that it stays the same for a while."""
    minute = now.replace(second=0, microsecond=0)

    def ago(minutes: int | None) -> datetime | None:
        return None if minutes is None else minute - timedelta(minutes=minutes)

    return Period(ago(view.newer_than), ago(view.older_than))


def seen_by(moderator: Moderator, view: View) -> View:
    """Give the view without the sites whose queue the moderator may not see."""
    needed = Role.SENIOR if view.queue is Queue.ESCALATED else Role.MODERATOR
    granted = sites_as(moderator, needed)
    return replace(view, sites=tuple(site for site in view.sites if site in granted))


def holds(view: View, comment: Comment, now: datetime) -> bool:
    """Say whether a comment is in the view, its text aside: what every index must come to."""
    return (
        comment.site in view.sites
        and queue_of(comment) is view.queue
        and facets_of(comment).issuperset(view.facets)
        and view.cluster in (None, comment.cluster)
        and comment.created_at in period_of(view, now)
    )
