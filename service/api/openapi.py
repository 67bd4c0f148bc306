"""The OpenAPI document, made of the route table and the very models that requests are checked with."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from service.api.answers import Problem
from service.api.messages import PROBLEMS
from service.api.request import MAX_WAIT
from service.api.routes import Access, Route
from service.domain.comment import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from http import HTTPStatus

    from pydantic import BaseModel

Document = dict[str, Any]

_PROBLEM_TYPE = "application/problem+json"
_REF = "#/components/schemas/{model}"
_EVERYWHERE = ("storage_unavailable", "internal", "malformed")
_PARAMETERS: dict[str, Document] = {
    "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
    "status": {"name": "status", "in": "query", "schema": {"enum": list(Status)}},
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
            "description": "Comment moderation for news sites. Errors are RFC 9457 problems.",
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
        "responses": {str(int(status)): _good(model) for status, model in route.answers.items()}
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


def _good(model: type[BaseModel] | None) -> Document:
    if model is None:
        return {"description": "Done"}
    return {
        "description": (model.__doc__ or "").splitlines()[0],
        "content": {"application/json": {"schema": _reference(model)}},
    }


def _bad(route: Route) -> Document:
    codes = [*route.problems, *_EVERYWHERE]
    if route.access is not Access.PUBLIC:
        codes.append("unauthenticated")
    by_status: dict[HTTPStatus, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    return {
        str(int(status)): {
            "description": "; ".join(f"{PROBLEMS[code].title.en} (`{code}`)" for code in found),
            "content": {_PROBLEM_TYPE: {"schema": _reference(Problem)}},
        }
        for status, found in sorted(by_status.items())
    }


def _reference(model: type[BaseModel]) -> Document:
    return {"$ref": _REF.format(model=model.__name__)}
