"""The URL map: every endpoint in one table, from which the router and the OpenAPI document are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from service.api import comments, docs_page, documents, review
from service.api.answers import CommentOut, CommentsOut, ReceiptOut
from service.api.review_schemas import (
    ClaimOut,
    DecisionIn,
    DecisionResultsOut,
    DecisionsIn,
    ReviewCommentOut,
    ReviewPageOut,
)
from service.api.schemas import FormIn, SubmissionIn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    Endpoint = Callable[[web.Request, Any], Awaitable[web.StreamResponse]]


class Access(Enum):
    """Who may call an endpoint."""

    PUBLIC = "public"
    SITE = "site"
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint.

    Attributes:
        bodies: The request's body by media type, where it has one.
        answers: The body of each good answer by status; None for an empty one.
        problems: The codes of the errors it may answer, beside those that every endpoint may.
        query: Its query parameters, by their names in `openapi.py`.
        headers: The names of its own request headers.
        answer_headers: The names of its good answers' own headers.
        media: The media type of its good answers.
    """

    method: str
    path: str
    endpoint: Endpoint
    access: Access
    summary: str
    answers: dict[HTTPStatus, type[BaseModel] | None]
    bodies: dict[str, type[BaseModel]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    answer_headers: tuple[str, ...] = ()
    media: str = "application/json"


BODY = ("malformed", "timeout", "too_large", "unsupported_media_type", "invalid")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
OK, ACCEPTED, NO_CONTENT = HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT

ROUTES = [
    # For sites: post comments, get decisions.
    Route(
        "POST",
        "/v1/comments",
        comments.post_comment,
        Access.SITE,
        "Submit a comment",
        answers={ACCEPTED: ReceiptOut, OK: CommentOut},
        bodies={JSON: SubmissionIn, FORM: FormIn},
        problems=(*BODY, "rate_limited", "queue_full", "idempotency_key_reused", "submission_in_progress"),
        headers=("Idempotency-Key", "Prefer"),
        answer_headers=(
            "Location",
            "RateLimit",
            "RateLimit-Policy",
            "Idempotency-Replayed",
            "Preference-Applied",
        ),
    ),
    Route(
        "GET",
        "/v1/comments",
        comments.list_comments,
        Access.SITE,
        "List comments, newest first",
        answers={OK: CommentsOut},
        problems=("invalid",),
        query=("status", "cursor", "limit"),
    ),
    Route(
        "GET",
        "/v1/comments/{id}",
        comments.get_comment,
        Access.SITE,
        "Look up a comment and its decision",
        answers={OK: CommentOut},
        problems=("comment_not_found",),
    ),
    Route(
        "DELETE",
        "/v1/comments/{id}",
        comments.delete_comment,
        Access.SITE,
        "Erase a comment and all that is kept about it",
        answers={NO_CONTENT: None},
        problems=("comment_not_found",),
    ),
    # For moderators: the review queue.
    Route(
        "GET",
        "/v1/review/comments",
        review.list_flagged,
        Access.MODERATOR,
        "List flagged comments, most urgent first",
        answers={OK: ReviewPageOut},
        problems=("invalid",),
        query=("review_status", "site", "cursor", "limit"),
    ),
    Route(
        "GET",
        "/v1/review/comments/{id}",
        review.get_flagged,
        Access.MODERATOR,
        "Look up a comment with its text",
        answers={OK: ReviewCommentOut},
        problems=("comment_not_found",),
    ),
    Route(
        "POST",
        "/v1/review/comments/{id}/claim",
        review.post_claim,
        Access.MODERATOR,
        "Hold a comment, so that nobody else decides it",
        answers={OK: ClaimOut},
        problems=("comment_not_found", "not_flagged", "claimed_by_another"),
    ),
    Route(
        "POST",
        "/v1/review/comments/{id}/decision",
        review.post_decision,
        Access.MODERATOR,
        "Approve or reject a comment",
        answers={OK: ReviewCommentOut},
        bodies={JSON: DecisionIn},
        problems=(*BODY, "comment_not_found", "not_flagged", "claimed_by_another"),
    ),
    Route(
        "POST",
        "/v1/review/comments/{id}/undo",
        review.post_undo,
        Access.MODERATOR,
        "Take a moderator's decision back",
        answers={OK: ReviewCommentOut},
        problems=("comment_not_found", "nothing_to_undo", "forbidden"),
    ),
    Route(
        "POST",
        "/v1/review/decisions",
        review.post_decisions,
        Access.MODERATOR,
        "Decide many comments; each stands or falls alone",
        answers={OK: DecisionResultsOut},
        bodies={JSON: DecisionsIn},
        problems=BODY,
    ),
    # For everyone: what this service speaks.
    Route(
        "GET",
        "/openapi.json",
        documents.get_openapi,
        Access.PUBLIC,
        "This document",
        answers={OK: None},
    ),
    Route(
        "GET",
        "/docs",
        documents.get_docs,
        Access.PUBLIC,
        "This document, for people",
        answers={OK: None},
        media="text/html",
    ),
    Route(
        "GET",
        "/docs.css",
        docs_page.get_docs_css,
        Access.PUBLIC,
        "Its style sheet",
        answers={OK: None},
        media="text/css",
    ),
]
