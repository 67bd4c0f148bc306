"""What moderators send and get over the review API."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from service.api.answers import CommentOut, Problem
from service.api.cursor import to_place_if_any
from service.api.fields import CLEAN, Identifier
from service.api.queries import ReviewFilter
from service.domain.event import told
from service.domain.queues import Queue, queue_of
from service.review.bulk import STEP

if TYPE_CHECKING:
    from service.domain.comment import Comment

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
    queue: Queue | None = None
    escalated_by: str | None = None
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
            queue=queue_of(comment),
            escalated_by=comment.escalated.by if comment.escalated else None,
            claimed_by=claimed_by,
            moderator=comment.decision.moderator if comment.decision else None,
            note=comment.decision.note if comment.decision else "",
        )


class ReviewPageOut(BaseModel):
    """A page of a review queue, most urgent first; `waiting` counts the whole queue by site.

    Of a search, `searched` says how many comments this request looked at: it stops after a while.
    """

    model_config = ConfigDict(title="ReviewPage")

    comments: list[ReviewCommentOut]
    waiting: dict[str, int]
    searched: int | None = None
    next_cursor: str | None = None


class ReviewCountsOut(BaseModel):
    """How many comments wait: in the view by site, in each queue by site, and by what can be filtered by."""

    model_config = ConfigDict(title="ReviewCounts")

    view: dict[str, int]
    queues: dict[Queue, dict[str, int]]
    attributes: dict[str, int]
    reasons: dict[str, int]
    languages: dict[str, int]


class DecisionResultOut(BaseModel):
    """What became of one decision among many."""

    model_config = ConfigDict(title="ReviewDecisionResult")

    id: str
    status: str | None = None
    error: Problem | None = None


class ViewIn(ReviewFilter):
    """A queue of one site or of all, and filters on it."""

    model_config = ConfigDict(extra="forbid", title="ReviewView")


class BulkIn(BaseModel):
    """One decision for all that a view held when its count was shown, in steps."""

    model_config = ConfigDict(extra="forbid", title="ReviewBulkDecision")

    view: ViewIn
    decision: DecisionIn
    until: Annotated[
        AwareDatetime, Field(description="When the count was shown: what came later is left alone.")
    ]
    limit: Annotated[int, Field(ge=1, le=STEP, description="Comments in this step at most.")] = STEP
    act: Annotated[str, Field(pattern=r"^[0-9a-f]{0,32}$", description="The `act` of the step before.")] = ""
    cursor: Annotated[
        tuple[float, str] | None,
        Field(description="The `next_cursor` of the step before."),
        BeforeValidator(to_place_if_any, json_schema_input_type=str | None),
    ] = None


class BulkOut(BaseModel):
    """How far a decision for a whole view has come; `next_cursor` leads to the next step."""

    model_config = ConfigDict(title="ReviewBulkResult")

    act: str
    decided: int
    refused: list[DecisionResultOut]
    remaining: Annotated[
        int, Field(description="Comments the view still holds, `q` aside, refused ones too.")
    ]
    next_cursor: str | None = None


class UndoneOut(BaseModel):
    """The comments that are as they were before the moderator's latest decision."""

    model_config = ConfigDict(title="ReviewUndone")

    comments: list[str]


class ClaimOut(BaseModel):
    """A hold on a comment."""

    model_config = ConfigDict(title="Claim")

    id: str
    claimed_by: str
    expires_at: datetime


class DecisionResultsOut(BaseModel):
    """What became of each decision, in the order sent."""

    model_config = ConfigDict(title="ReviewDecisionResults")

    results: list[DecisionResultOut]
