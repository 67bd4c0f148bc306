"""The URL map: every endpoint in one table, from which the router and the OpenAPI document are made."""

from __future__ import annotations

from http import HTTPStatus

from service.api import comments, docs_page, documents, review
from service.api.answers import CommentOut, CommentsOut, ReceiptOut
from service.api.queries import CommentsQuery, ReviewQuery
from service.api.review_schemas import (
    ClaimOut,
    DecisionIn,
    DecisionResultsOut,
    DecisionsIn,
    ReviewCommentOut,
    ReviewPageOut,
)
from service.api.route import Access, Route
from service.api.schemas import FormIn, SubmissionIn

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
        query=CommentsQuery,
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
        query=ReviewQuery,
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
