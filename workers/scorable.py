"""What a scorer may know of a comment: its words, and what was there before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.policy import lowest_thresholds
from service.domain.score import Scorable
from service.storage import authors, policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.context import Context
    from service.domain.comment import Comment


def scorable(context: Context, comments: Sequence[Comment]) -> list[Scorable]:
    """Give each comment as a scorer may know it, in order."""
    past = authors.before(context.redis, comments)
    in_force = policies.in_force(context.redis, (comment.site for comment in comments))
    counts_from = {site: lowest_thresholds(policy) for site, policy in in_force.items()}
    return [
        Scorable(
            content=comment.content,
            author_name=comment.author_name,
            author_url=comment.author_url or "",
            email_traits=comment.email_traits,
            repeats=earlier.repeats,
            recent_by_author=earlier.recent_by_author,
            form_seconds=comment.form_seconds,
            honeypot=comment.honeypot,
            counts_from=counts_from.get(comment.site, {}),
        )
        for comment, earlier in zip(comments, past, strict=True)
    ]
