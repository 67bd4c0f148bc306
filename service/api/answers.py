"""What sites get: one definition for the answers and the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from service.domain.comment import Comment, Status


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
    language: str | None = None
    scorers: dict[str, str]
    external_id: str | None = None
    meta: dict[str, Any]

    @classmethod
    def of(cls, comment: Comment) -> CommentOut:
        """Show a comment to its site."""
        return cls(**shown(comment))


class CommentsOut(BaseModel):
    """A page of comments; `next_cursor` leads to the next one."""

    model_config = ConfigDict(title="CommentPage")

    comments: list[CommentOut]
    next_cursor: str | None = None


def shown(comment: Comment) -> dict[str, Any]:
    """Give what a comment shows to its site and its moderators alike."""
    decision = comment.decision
    return {
        "id": comment.id,
        "status": comment.status,
        "post": comment.post,
        "created_at": comment.created_at,
        "decided_at": decision and decision.decided_at,
        "decision": decision
        and DecisionOut(
            outcome=decision.outcome.value,
            reasons=[
                ReasonOut(
                    code=reason.code,
                    attribute=reason.attribute,
                    score=reason.score,
                    threshold=reason.threshold,
                )
                for reason in decision.reasons
            ],
            decided_by=decision.decided_by.value,
            policy_version=decision.policy_version,
        ),
        "scores": {attribute: round(score, 4) for attribute, score in comment.scores.items()},
        "signals": [
            SignalOut(
                name=signal.name,
                attribute=signal.attribute,
                evidence=signal.evidence,
                begin=signal.begin,
                end=signal.end,
            )
            for signal in comment.signals
        ],
        "language": comment.language,
        "scorers": comment.scorers,
        "external_id": comment.external_id,
        "meta": comment.meta,
    }


class ProblemField(BaseModel):
    """One bad field."""

    pointer: str
    code: str
    detail: str


class Problem(BaseModel):
    """An error, as RFC 9457 describes them. `code` is stable; the texts are for people."""

    type: str
    title: str
    status: int
    code: str
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
