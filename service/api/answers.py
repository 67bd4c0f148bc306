"""What sites get: one definition for the answers and the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from service.api.messages import FIELDS, PROBLEMS
from service.domain.comment import Comment, Status
from service.domain.event import told


class ReasonOut(BaseModel):
    """Why a decision fell as it did."""

    model_config = ConfigDict(title="Reason")

    code: str
    attribute: str | None = None
    score: float | None = None
    threshold: float | None = None


class DecisionOut(BaseModel):
    """What was decided, by whom, and why."""

    model_config = ConfigDict(title="Decision")

    outcome: Literal["approve", "flag", "reject"]
    reasons: list[ReasonOut]
    decided_by: Literal["policy", "moderator"]
    policy_version: int


class SignalOut(BaseModel):
    """A named reason with its evidence; spans count code points of the text a reader sees."""

    model_config = ConfigDict(title="Signal")

    name: str
    attribute: str
    evidence: str
    begin: int | None = None
    end: int | None = None


class ReceiptOut(BaseModel):
    """A comment that is safely stored and waits for its decision."""

    model_config = ConfigDict(title="Receipt")

    id: str
    status: Literal["pending"] = "pending"
    post: str
    created_at: datetime


class CommentOut(BaseModel):
    """A comment as its site may see it: everything but what is private."""

    model_config = ConfigDict(title="Comment")

    id: str
    status: Status
    post: str
    created_at: datetime
    decided_at: datetime | None = None
    decision: DecisionOut | None = None
    scores: dict[str, float]
    signals: list[SignalOut]
    cluster: str | None = None
    language: str | None = None
    scorers: dict[str, str]
    external_id: str | None = None
    meta: dict[str, Any]

    @classmethod
    def of(cls, comment: Comment) -> CommentOut:
        """Show a comment to its site."""
        return cls.model_validate(told(comment))


class CommentsOut(BaseModel):
    """A page of comments; `next_cursor` leads to the next one."""

    model_config = ConfigDict(title="CommentPage")

    comments: list[CommentOut]
    next_cursor: str | None = None


class ProblemField(BaseModel):
    """One bad field."""

    pointer: Annotated[str, Field(description="JSON Pointer to the field, RFC 6901.")]
    code: Annotated[str, Field(json_schema_extra={"enum": list(FIELDS)})]
    detail: str


class Problem(BaseModel):
    """An error, as RFC 9457 describes them. `code` is stable; the texts are for people."""

    type: str
    title: str
    status: int
    code: Annotated[str, Field(json_schema_extra={"enum": list(PROBLEMS)})]
    detail: str
    request_id: str
    errors: list[ProblemField] | None = None


def answer(
    model: BaseModel, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> web.Response:
    """Answer with a model as JSON."""
    return web.Response(
        body=model.model_dump_json().encode(), status=status, content_type="application/json", headers=headers
    )
