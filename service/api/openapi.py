"""The OpenAPI document, made of the route table and the very models that requests are checked with."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from service.api.answers import Problem
from service.api.messages import PROBLEMS
from service.api.request import MAX_WAIT
from service.api.routes import Access, Route
from service.domain.comment import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import BaseModel

Document = dict[str, Any]

_PROBLEM_TYPE = "application/problem+json"
_REF = "#/components/schemas/{model}"
_EVERYWHERE = ("storage_unavailable", "internal", "malformed")
_HEADERS: dict[str, Document] = {
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
_PROBLEM_HEADERS = {
    "unauthenticated": ("WWW-Authenticate",),
    "rate_limited": ("Retry-After", "RateLimit", "RateLimit-Policy"),
    "submission_in_progress": ("Retry-After",),
    "queue_full": ("Retry-After",),
    "storage_unavailable": ("Retry-After",),
}
_PARAMETERS: dict[str, Document] = {
    "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
    "status": {"name": "status", "in": "query", "schema": {"enum": list(Status)}},
    "review_status": {"name": "status", "in": "query", "schema": {"const": str(Status.FLAGGED)}},
    "site": {"name": "site", "in": "query", "schema": {"type": "string"}, "description": "One site only."},
    "cursor": {
        "name": "cursor",
        "in": "query",
        "schema": {"type": "string"},
        "description": "The `next_cursor` of the page before.",
    },
    "limit": {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    },
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


def openapi(routes: Sequence[Route]) -> Document:
    """Describe the routes in OpenAPI 3.1."""
    paths: Document = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Moderato",
            "version": version("moderato"),
            "description": "Comment moderation for news sites. Errors are RFC 9457 problems: "
            f"an unknown address gives {_listed('not_found')}, a known one with another method "
            f"{_listed('method_not_allowed')} with `Allow`.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(routes),
            "securitySchemes": {
                access.value: {"type": "http", "scheme": "bearer"}
                for access in Access
                if access is not Access.PUBLIC
            },
        },
    }


def _schemas(routes: Sequence[Route]) -> Document:
    requests = {model for route in routes for model in route.bodies.values()}
    answers = {model for route in routes for model in route.answers.values() if model} | {Problem}
    ordered = sorted([(model, "validation") for model in requests], key=_name) + sorted(
        [(model, "serialization") for model in answers], key=_name
    )
    _, definitions = models_json_schema(ordered, ref_template=_REF)  # type: ignore[arg-type]
    return dict(definitions["$defs"])


def _name(pair: tuple[type[BaseModel], str]) -> str:
    return pair[0].__name__


def _operation(route: Route) -> Document:
    operation: Document = {
        "operationId": route.endpoint.__name__,
        "summary": route.summary,
        "tags": [route.access.value],
        "responses": {
            str(int(status)): _good(route, status, model) for status, model in route.answers.items()
        }
        | _bad(route),
    }
    if route.access is not Access.PUBLIC:
        operation["security"] = [{route.access.value: []}]
    names = (*(["id"] if "{id}" in route.path else []), *route.query, *route.headers)
    if names:
        operation["parameters"] = [_PARAMETERS[name] for name in names]
    if route.bodies:
        operation["requestBody"] = {
            "required": True,
            "content": {media: {"schema": _reference(model)} for media, model in route.bodies.items()},
        }
    return operation


def _good(route: Route, status: HTTPStatus, model: type[BaseModel] | None) -> Document:
    headers = _headers(route.answer_headers)
    if status is HTTPStatus.NO_CONTENT:
        return {"description": "Done", "headers": headers}
    described = {"type": "object"} if route.media == "application/json" else {"type": "string"}
    return {
        "description": (model.__doc__ or "").splitlines()[0] if model else route.summary,
        "headers": headers,
        "content": {route.media: {"schema": _reference(model) if model else described}},
    }


def _headers(names: Iterable[str]) -> Document:
    return {name: _HEADERS[name] for name in ("X-Request-Id", *names)}


def _bad(route: Route) -> Document:
    codes = [*route.problems, *_EVERYWHERE]
    if route.access is not Access.PUBLIC:
        codes.append("unauthenticated")
    if "{id}" in route.path:
        codes.append("not_found")
    by_status: dict[HTTPStatus, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    return {
        str(int(status)): {
            "description": "; ".join(_titled(code) for code in found),
            "headers": _headers(name for code in found for name in _PROBLEM_HEADERS.get(code, ())),
            "content": {_PROBLEM_TYPE: {"schema": _reference(Problem)}},
        }
        for status, found in sorted(by_status.items())
    }


def _titled(code: str) -> str:
    return f"{PROBLEMS[code].title.en} (`{code}`)"


def _listed(code: str) -> str:
    return f"{PROBLEMS[code].status} `{code}`"


def _reference(model: type[BaseModel]) -> Document:
    return {"$ref": _REF.format(model=model.__name__)}
