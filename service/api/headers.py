"""The headers and path parameters of the API, as the OpenAPI document describes them."""

from __future__ import annotations

from typing import Any

from service.api.request import MAX_WAIT

Document = dict[str, Any]
"""A part of the OpenAPI document."""

ANSWER_HEADERS: dict[str, Document] = {
    "X-Request-Id": {"schema": {"type": "string"}, "description": "Names the request in the logs."},
    "Location": {
        "schema": {"type": "string", "format": "uri-reference"},
        "description": "Where the comment is.",
    },
    "Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds to wait."},
    "RateLimit": {
        "schema": {"type": "string", "examples": ['"key";r=5990;t=1']},
        "description": "What is left of the limit, and in how many seconds it is whole or grants one more.",
    },
    "RateLimit-Policy": {
        "schema": {"type": "string", "examples": ['"key";q=6000;w=60']},
        "description": "The limit: how many submissions in how many seconds.",
    },
    "Idempotency-Replayed": {
        "schema": {"const": "true"},
        "description": "This is the answer to an earlier request with the same Idempotency-Key.",
    },
    "Preference-Applied": {"schema": {"const": "wait"}, "description": "The decision was waited for."},
    "WWW-Authenticate": {"schema": {"type": "string"}},
}
PROBLEM_HEADERS = {
    "unauthenticated": ("WWW-Authenticate",),
    "rate_limited": ("Retry-After", "RateLimit", "RateLimit-Policy"),
    "submission_in_progress": ("Retry-After",),
    "queue_full": ("Retry-After",),
    "storage_unavailable": ("Retry-After",),
}
PARAMETERS: dict[str, Document] = {
    "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "maxLength": 255},
        "description": "Any text of your own. Within 24 hours the same key and body give the same answer.",
    },
    "Prefer": {
        "name": "Prefer",
        "in": "header",
        "schema": {"type": "string", "examples": ["wait=2"]},
        "description": f"`wait=N` waits up to N seconds, at most {MAX_WAIT}, for the decision (RFC 7240).",
    },
}
