"""What moderators send and get over the review API."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api.answers import CommentOut, Problem
from service.api.fields import CLEAN, Identifier

if TYPE_CHECKING:
    from service.domain.comment import Comment
from service.domain.event import told

MAX_DECISIONS = 200
"""Decisions in one request."""


class DecisionIn(BaseModel):
    """A moderator's decision."""

    model_config = ConfigDict(extra="forbid", title="ReviewDecision")

    outcome: Literal["approve", "reject"]
    reason: Annotated[str, Field(max_length=100, description="Why, from the site's own list."), CLEAN] = ""
    note: Annotated[str, Field(max_length=2_000, description="For colleagues."), CLEAN] = ""


class NumberedDecisionIn(DecisionIn):
    """A decision among many, with the comment it is about."""

    model_config = ConfigDict(extra="forbid", title="NumberedReviewDecision")

    id: Identifier


class DecisionsIn(BaseModel):
    """Many decisions at once; each stands or falls alone."""

    model_config = ConfigDict(extra="forbid", title="ReviewDecisions")

    decisions: Annotated[list[NumberedDecisionIn], Field(min_length=1, max_length=MAX_DECISIONS)]


class ReviewCommentOut(CommentOut):
    """A comment as a moderator sees it. The address stays hidden: an author is known by keyed hash."""

    model_config = ConfigDict(title="ReviewComment")

    site: str
    content: str
    author: str
    author_name: str
    author_url: str | None = None
    parent: str | None = None
    permalink: str | None = None
    locale: str | None = None
    email_traits: list[str]
    claimed_by: str | None = None
    moderator: str | None = None
    note: str = ""

    @classmethod
    def of_flagged(cls, comment: Comment, claimed_by: str | None = None) -> ReviewCommentOut:
        """Show a comment to a moderator."""
        return cls(
            **told(comment),
            site=comment.site,
            content=comment.content,
            author=comment.author,
            author_name=comment.author_name,
            author_url=comment.author_url,
            parent=comment.parent,
            permalink=comment.permalink,
            locale=comment.locale,
            email_traits=list(comment.email_traits),
            claimed_by=claimed_by,
            moderator=comment.decision.moderator if comment.decision else None,
            note=comment.decision.note if comment.decision else "",
        )


class ReviewPageOut(BaseModel):
    """A page of the review queue, most urgent first; `waiting` counts the whole queue by site."""

    model_config = ConfigDict(title="ReviewPage")

    comments: list[ReviewCommentOut]
    waiting: dict[str, int]
    next_cursor: str | None = None


class ClaimOut(BaseModel):
    """A hold on a comment."""

    model_config = ConfigDict(title="Claim")

    id: str
    claimed_by: str
    expires_at: datetime


class DecisionResultOut(BaseModel):
    """What became of one decision among many."""

    model_config = ConfigDict(title="ReviewDecisionResult")

    id: str
    status: str | None = None
    error: Problem | None = None


class DecisionResultsOut(BaseModel):
    """What became of each decision, in the order sent."""

    model_config = ConfigDict(title="ReviewDecisionResults")

    results: list[DecisionResultOut]
