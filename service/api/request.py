"""Reading requests: the body, within its limits, and what it says."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar
from urllib.parse import parse_qsl

from aiohttp import web
from pydantic import BaseModel, ValidationError

from service.api.problems import (
    Malformed,
    TimedOut,
    TooLarge,
    UnsupportedMediaType,
    invalid_fields,
)
from service.api.schemas import FORM_FIELDS, SubmissionIn

if TYPE_CHECKING:
    from service.api.messages import Language

Model = TypeVar("Model", bound=BaseModel)

REQUEST_ID: Final = web.RequestKey("request_id", str)
LANGUAGE: Final[web.RequestKey[Language]] = web.RequestKey("language")

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MAX_BODY = 512 * 1024
"""Bytes. The longest content, every character escaped as a surrogate pair, and as much again."""
MAX_FORM_FIELDS = 100
MAX_KEY = 255
"""Characters of an Idempotency-Key."""
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})", re.IGNORECASE)
MAX_WAIT = 30
"""Seconds a client may wait for a decision."""


async def read_body(request: web.Request, seconds: float) -> bytes:
    """Read the body, within its limits of size and time.

    Raises:
        TimedOut: The client is too slow.
        TooLarge: The body is too large.
        UnsupportedMediaType: It is compressed: what would not fit unpacked is not unpacked. Or it says
            that it is not in UTF-8.
    """
    packed = request.headers.get("Content-Encoding", "identity").lower() != "identity"
    if packed or (request.charset or "utf-8").lower() not in _CHARSETS:
        raise UnsupportedMediaType(allowed=f"{JSON}, {FORM}")
    if (request.content_length or 0) > MAX_BODY:
        raise TooLarge(limit=MAX_BODY)
    if request.content.is_eof():  # it is all here: most bodies come with their head
        return await request.read()
    try:
        async with asyncio.timeout(seconds):
            return await request.read()
    except TimeoutError:
        raise TimedOut from None


async def read_model(request: web.Request, seconds: float, model: type[Model]) -> Model:
    """Read a JSON body and check it against a model.

    Raises:
        Refusal: The body is too slow, too large, no JSON, or has bad fields.
    """
    if request.content_type != JSON:
        raise UnsupportedMediaType(allowed=JSON)
    return validate(model, parse_json(await read_body(request, seconds)))


def parse_submission(body: bytes, content_type: str) -> SubmissionIn:
    """Read a submission from JSON or from a form with WordPress's names.

    Raises:
        Malformed: The body is not what it says it is.
        UnsupportedMediaType: It says it is something else.
        InvalidFields: Some fields are bad; all of them are named.
    """
    if content_type == JSON:
        return validate(SubmissionIn, parse_json(body))
    if content_type == FORM:
        return validate(SubmissionIn, _parse_form(body))
    raise UnsupportedMediaType(allowed=f"{JSON}, {FORM}")


def validate(model: type[Model], document: object) -> Model:
    """Check a parsed document.

    Raises:
        InvalidFields: Some fields are bad; all of them are named.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise invalid_fields(error) from None


def parse_json(body: bytes) -> object:
    """Read JSON strictly: UTF-8, no NaN, no key twice, no bottomless nesting.

    Raises:
        Malformed: It is not that.
    """
    try:
        return _STRICT.decode(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Malformed(reason="UTF-8") from None
    except RecursionError:
        raise Malformed(reason="JSON, too deeply nested") from None
    except ValueError as error:
        # A JSONDecodeError quotes nothing of the document; any other ValueError might.
        position = f", {error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Malformed(reason=f"JSON{position}") from None


def wanted_wait(request: web.Request) -> int:
    """Give the seconds the client wants to wait for the decision: `Prefer: wait=N`, RFC 7240."""
    found = _WAIT.search(request.headers.get("Prefer", ""))
    return min(int(found[1]), MAX_WAIT) if found else 0


def idempotency_key(request: web.Request) -> str:
    """Give the request's Idempotency-Key, with or without the quotes of a structured field; empty for none.

    Raises:
        Malformed: It is too long.
    """
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(key) > MAX_KEY:
        raise Malformed(reason=f"Idempotency-Key, {MAX_KEY}")
    return key


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        raise Malformed(reason="JSON, a key appears twice")
    return document


def _refuse_constant(_: str) -> NoReturn:
    raise Malformed(reason="JSON has no NaN and no Infinity")


_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _parse_form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS
        )
    except ValueError:
        raise Malformed(reason="form, UTF-8") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in FORM_FIELDS and fields.setdefault(FORM_FIELDS[name], value) is not value:
            raise Malformed(reason=f"form, {name} appears twice")
    return fields
