"""One decision for all that a view holds: a campaign's comments, an author's, or whatever a filter leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uuid_utils

from service.domain.errors import Refusal
from service.domain.view import seen_by
from service.review.deciding import decide_each
from service.storage import acts, views
from service.storage.search import search
from service.storage.views import Excerpt, Place

if TYPE_CHECKING:
    from datetime import datetime

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.domain.view import View
    from service.review.choice import Choice

STEP = 1_000
"""Comments decided in one step at most, so that each is done within a second or two."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """How far a decision for a whole view has come.

    Attributes:
        act: What all its steps are one act under: hand it to the next one.
        decided: Comments decided in this step.
        refused: Those of it that were not, each with why: held by another, or decided by one who was first.
        remaining: Comments that the view still holds, its text aside; those that were refused among them.
        after: Where the next step begins; None when the view's end was reached.
    """

    act: str
    decided: int
    refused: dict[str, Refusal] = field(default_factory=dict)
    remaining: int = 0
    after: Place | None = None


def decide_view(  # noqa: PLR0913, PLR0917 - what to decide, how, and how far
    context: Context,
    moderator: Moderator,
    view: View,
    choice: Choice,
    until: datetime,
    limit: int = STEP,
    progress: Bulk | None = None,
) -> Bulk:
    """Decide what the view held when the moderator saw its count, one step at a time.

    Args:
        context: What a stage works with.
        moderator: Who decides.
        view: Which comments. Sites whose queue the moderator may not see are left out.
        choice: What is wanted of them all.
        until: When the count was shown: what came later, or was decided anew since, is left alone.
        limit: Comments in this step at most.
        progress: The step before, where this is not the first.
    """
    act = _act(context, moderator, progress)
    until = min(until, context.now())
    excerpt = Excerpt.as_shown(seen_by(moderator, view), until)
    places, after = _some(context, excerpt, progress.after if progress else None, min(limit, STEP))
    ids = [comment_id for _, comment_id in places]
    results = decide_each(context, moderator, [(each, choice) for each in ids], act, until)
    refused = {
        comment_id: result
        for comment_id, result in zip(ids, results, strict=True)
        if isinstance(result, Refusal)
    }
    remaining = sum(views.count(context.redis, excerpt).values())
    return Bulk(act, len(ids) - len(refused), refused, remaining, after)


def _act(context: Context, moderator: Moderator, progress: Bulk | None) -> str:
    """Go on with the act, if it is indeed the moderator's."""
    if progress and acts.is_known(context.redis, moderator.id, progress.act):
        return progress.act
    return uuid_utils.uuid7().hex


def _some(
    context: Context, excerpt: Excerpt, after: Place | None, limit: int
) -> tuple[list[Place], Place | None]:
    """Give places of the view, and the last one that was looked at unless that was the end."""
    if excerpt.text:
        hits = search(context.redis, excerpt, after, limit)
        return hits.places, hits.behind
    places = views.page(context.redis, excerpt, after, limit)
    return places, places[-1] if len(places) == limit else None
