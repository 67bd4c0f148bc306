"""The URL map: every endpoint in one table, from which the router and the OpenAPI document are made."""

from __future__ import annotations

from http import HTTPStatus

from service.api import comments, docs_page, documents
from service.api.answers import CommentOut, CommentsOut, ReceiptOut
from service.api.queries import CommentsQuery
from service.api.review_routes import REVIEW_ROUTES
from service.api.route import BODY, JSON, Access, Route
from service.api.schemas import FormIn, SubmissionIn

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
    *REVIEW_ROUTES,
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
