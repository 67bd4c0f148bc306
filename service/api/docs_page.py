"""The OpenAPI document as a page for people: server-rendered, without a script or a CDN."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from service.api.messages import FIELDS, PROBLEMS
from service.api.request import FORM
from service.api.schemas import FORM_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.api.headers import Document

SECTIONS = {
    "site": "For sites: a site key",
    "moderator": "For moderators: a moderator's token",
    "public": "For everyone",
}
"""The headings, by tag, in the order of the page."""

EXAMPLES: dict[str, Document] = {
    "post_comment": {
        "content": "Danke für den interessanten Artikel",
        "author_name": "Erika",
        "author_email": "erika@example.org",
        "post": "artikel-1",
    },
    "post_decision": {"outcome": "reject", "reason": "insult", "note": "klarer Fall"},
    "post_reversal": {"outcome": "approve"},
    "post_escalation": {"note": "Ist das strafbar?"},
    "post_note": {"text": "Der Autor hat angerufen."},
    "post_decisions": {
        "decisions": [{"id": "01a203ca-6a10-75c9-82e9-b23362b77177", "outcome": "approve"}],
    },
    "post_bulk": {
        "view": {"cluster": "8f321ff118368f32"},
        "decision": {"outcome": "reject", "reason": "spam"},
        "until": "2026-11-22T15:05:26Z",
    },
}
"""A body for each operation that takes JSON; a test checks them against the models."""

_CREDENTIALS = {"site": "$SITE_KEY", "moderator": "$MODERATOR_TOKEN"}
_LIMITS = (
    ("minLength", "maxLength", "characters"),
    ("minItems", "maxItems", "entries"),
    ("minProperties", "maxProperties", "entries"),
    ("minimum", "maximum", ""),
)
"""JSON Schema's words for a range, and what it counts."""
_FORMATS = {"date-time": "time, RFC 3339", "idn-email": "e-mail address", "uri-reference": "path"}
"""What a person calls JSON Schema's formats."""
_DEEPEST = 4
"""Levels of nesting that a table of fields shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of fields or parameters."""

    name: str
    type: str
    required: bool
    limits: str
    description: str

    @property
    def explained(self) -> bool:
        """Say whether there is more to tell than name and type."""
        return bool(self.limits or self.description)


def docs_page(document: Document) -> str:
    """Render the page."""
    environment = Environment(
        loader=PackageLoader("service.api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = _prose
    return environment.get_template("docs.html").render(
        info=document["info"],
        sections=[(tag, title, list(_operations(document, tag))) for tag, title in SECTIONS.items()],
        problems=PROBLEMS,
        fields=FIELDS,
    )


async def get_docs_css(_: web.Request, __: None) -> web.Response:
    """Give the page's style sheet: the page itself may hold no style."""
    return web.Response(text=_CSS, content_type="text/css")


_CSS = files("service.api").joinpath("static", "docs.css").read_text(encoding="utf-8")


def _operations(document: Document, tag: str) -> Iterator[Document]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["tags"] == [tag]:
                yield _operation(document, tag, method.upper(), path, operation)


def _operation(document: Document, tag: str, method: str, path: str, operation: Document) -> Document:
    bodies = operation.get("requestBody", {}).get("content", {})
    answers: list[Document] = []
    problems: list[Document] = []
    for status, response in sorted(operation["responses"].items()):
        content = response.get("content", {}).get("application/json")
        rows = list(_rows(document, content["schema"])) if content else []
        kind = answers if int(status) < 400 else problems  # noqa: PLR2004 - where errors begin
        kind.append(
            {
                "status": status,
                "description": response["description"],
                "rows": rows,
                "headers": list(_headers(document, response)),
            }
        )
    return {
        "id": operation["operationId"],
        "method": method,
        "path": path,
        "summary": operation["summary"],
        "parameters": [_parameter(document, parameter) for parameter in operation.get("parameters", [])],
        "bodies": [_body(document, media, body["schema"]) for media, body in bodies.items()],
        "answers": answers,
        "problems": problems,
        "curl": _curl(operation["operationId"], tag, method, path),
    }


def _headers(document: Document, response: Document) -> Iterator[Row]:
    """Give a line for each of an answer's own headers: every answer has X-Request-Id."""
    for name, header in response.get("headers", {}).items():
        if name != "X-Request-Id":
            yield Row(name, _type(document, header["schema"]), False, "", header.get("description", ""))  # noqa: FBT003


def _body(document: Document, media: str, schema: Document) -> tuple[str, str, list[Row]]:
    rows = list(_rows(document, schema))
    if media == FORM:
        rows = [replace(row, description=f"As `{FORM_FIELDS[row.name]}` in JSON.") for row in rows]
    return media, _resolve(document, schema).get("description", ""), rows


def _parameter(document: Document, parameter: Document) -> tuple[str, Row]:
    schema = parameter["schema"]
    row = Row(
        parameter["name"],
        _type(document, schema),
        parameter.get("required", False),
        _limits(document, schema),
        parameter.get("description", ""),
    )
    return parameter["in"], row


def _rows(document: Document, schema: Document, prefix: str = "", depth: int = 0) -> Iterator[Row]:
    """Give a line for each field of an object, and for those of the objects inside it."""
    shape = _resolve(document, schema)
    for name, field in shape.get("properties", {}).items():
        yield Row(
            prefix + name,
            _type(document, field),
            name in shape.get("required", []),
            _limits(document, field),
            field.get("description", ""),
        )
        inner = _present(document, field)
        mark = ""
        if "items" in inner:
            inner, mark = _resolve(document, inner["items"]), "[]"
        if depth < _DEEPEST:
            yield from _rows(document, inner, f"{prefix}{name}{mark}.", depth + 1)


def _resolve(document: Document, schema: Document) -> Document:
    """Follow a reference into the document."""
    if "$ref" not in schema:
        return schema
    target: Any = document
    for part in schema["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return {**target, **{key: given for key, given in schema.items() if key != "$ref"}}


def _present(document: Document, schema: Document) -> Document:
    """Give what a field is where it is not null."""
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return _resolve(document, choice)
    return _resolve(document, schema)


def _type(document: Document, schema: Document) -> str:
    schema = _resolve(document, schema)
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(document, choice) for choice in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_type(document, schema['items'])}"
    name = _FORMATS.get(schema.get("format", ""), schema.get("type", "any"))
    further = schema.get("additionalProperties")
    return f"object of {_type(document, further)}" if isinstance(further, dict) and further else str(name)


def _limits(document: Document, schema: Document) -> str:
    known = {**_present(document, schema), **schema}
    found = [
        f"{_range(known.get(least), known.get(most))} {counted}".rstrip()
        for least, most, counted in _LIMITS
        if least in known or most in known
    ]
    if known.get("default") not in (None, ""):
        found.append(f"default {json.dumps(known['default'])}")
    return ", ".join(found)


def _range(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f"{least:,} to {most:,}"
    return f"at most {most:,}" if most is not None else f"at least {least:,}"


def _curl(operation_id: str, tag: str, method: str, path: str) -> str:
    """Write the request as a line for a shell."""
    example = EXAMPLES.get(operation_id)
    implied = "GET" if example is None else "POST"
    parts = [
        f"curl {'' if method == implied else f'-X {method} '}localhost:8080{path.replace('{id}', '$ID')}"
    ]
    if tag in _CREDENTIALS:
        parts.append(f'-H "Authorization: Bearer {_CREDENTIALS[tag]}"')
    if example is not None:
        body = json.dumps(example, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        parts += ["-H 'Content-Type: application/json'", f"-d '{body}'"]
    return " \\\n  ".join(parts)


def _prose(text: str) -> Markup:
    """Set what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just before
