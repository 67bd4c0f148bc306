"""What moderators tell each other about a comment, and what the review API shows around one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.api.fields import CLEAN
from service.api.review_schemas import ReviewCommentOut
from service.domain.note import MAX_NOTE


class NoteIn(BaseModel):
    """A note for colleagues."""

    model_config = ConfigDict(extra="forbid", title="ReviewNote")

    text: Annotated[str, Field(min_length=1, max_length=MAX_NOTE), CLEAN]


class EscalationIn(BaseModel):
    """Why a comment is left to the seniors."""

    model_config = ConfigDict(extra="forbid", title="ReviewEscalation")

    note: Annotated[str, Field(max_length=MAX_NOTE, description="For the seniors."), CLEAN] = ""


class NoteOut(BaseModel):
    """A note that a moderator left."""

    model_config = ConfigDict(title="ReviewNoteLeft")

    by: str
    at: datetime
    text: str


class TrailEntryOut(BaseModel):
    """What somebody did with a comment."""

    model_config = ConfigDict(title="ReviewTrailEntry")

    at: datetime
    actor: str
    action: str
    outcome: str | None = None
    reasons: list[str]
    note: str


class AuthorRecordOut(BaseModel):
    """What became of an author's comments on this site."""

    model_config = ConfigDict(title="AuthorRecord")

    approved: int
    rejected: int
    flagged: int
    is_first: bool
    latest: list[ReviewCommentOut]


class BackgroundOut(BaseModel):
    """What helps to decide on a comment: its author's record, the thread above it, notes, and its trail."""

    model_config = ConfigDict(title="ReviewBackground")

    author: AuthorRecordOut
    thread: list[ReviewCommentOut]
    notes: list[NoteOut]
    trail: list[TrailEntryOut]
