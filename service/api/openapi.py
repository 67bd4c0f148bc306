"""The OpenAPI document, made of the route table and the very models that requests are checked with."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic.json_schema import models_json_schema

from service.api.answers import Problem
from service.api.headers import ANSWER_HEADERS, PARAMETERS, PROBLEM_HEADERS, Document
from service.api.messages import PROBLEMS
from service.api.route import Access, Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import BaseModel

_PROBLEM_TYPE = "application/problem+json"
_REF = "#/components/schemas/{model}"
_EVERYWHERE = ("storage_unavailable", "internal", "malformed")


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
    names = (*(["id"] if "{id}" in route.path else []), *route.headers)
    parameters = [PARAMETERS[name] for name in names] + _query(route.query)
    if parameters:
        operation["parameters"] = parameters
    if route.bodies:
        operation["requestBody"] = {
            "required": True,
            "content": {media: {"schema": _reference(model)} for media, model in route.bodies.items()},
        }
    return operation


def _query(model: type[BaseModel] | None) -> list[Document]:
    """Describe the query's parameters; what is absent is left out, so that null is no choice."""
    if model is None:
        return []
    described = model.model_json_schema(mode="validation")
    parameters = []
    for name, schema in described["properties"].items():
        chosen = [each for each in schema.pop("anyOf", []) if each.get("type") != "null"]
        merged = {**schema, **(chosen[0] if chosen else {})}
        if "$ref" in merged:
            merged = described["$defs"][merged.pop("$ref").rpartition("/")[2]] | merged
        parameters.append(
            {
                "name": name,
                "in": "query",
                "description": merged.pop("description", ""),
                "schema": _untitled(merged),
            }
        )
    return parameters


def _untitled(schema: Document) -> Document:
    return {
        key: value
        for key, value in schema.items()
        if key != "title" and not (key == "default" and value is None)
    }


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
    return {name: ANSWER_HEADERS[name] for name in ("X-Request-Id", *names)}


def _bad(route: Route) -> Document:
    codes = [*route.problems, *_EVERYWHERE]
    if route.access is not Access.PUBLIC:
        codes.append("unauthenticated")
    if route.access is Access.MODERATOR:
        codes += ["signed_out", *(["cross_site"] if route.method == "POST" else [])]
    if "{id}" in route.path:
        codes.append("not_found")
    by_status: dict[HTTPStatus, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    return {
        str(int(status)): {
            "description": "; ".join(_titled(code) for code in found),
            "headers": _headers(name for code in found for name in PROBLEM_HEADERS.get(code, ())),
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
