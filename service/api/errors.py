"""Errors become problem+json (RFC 9457) here, in one middleware. Handlers have no try/except."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from service.api.messages import preferred_language
from service.api.problems import (
    Internal,
    Malformed,
    MethodNotAllowed,
    NotFound,
    TooLarge,
    problem_of,
)
from service.api.request import LANGUAGE, REQUEST_ID
from service.domain.errors import QueueFull, Refusal, StorageUnavailable
from service.storage.errors import StorageAway, StorageFull

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever a handler raises."""
    try:
        return await handler(request)
    except Exception as error:
        if isinstance(error, web.HTTPException) and error.status < HTTPStatus.BAD_REQUEST:
            raise
        refusal = refusal_of(error, request)
        if refusal.code == "internal":
            log.error("request_failed", method=request.method, route=_route(request), exc_info=error)  # noqa: TRY400 - names the error without its message
        return _respond(request, refusal, dict(getattr(error, "headers", {})))


def refusal_of(error: Exception, request: web.Request) -> Refusal:  # noqa: PLR0911 - a table
    """Give what an exception means to whoever asked."""
    match error:
        case Refusal():
            return error
        case StorageFull():
            return QueueFull(retry_after=5)
        case StorageAway():
            return StorageUnavailable(retry_after=1)
        case web.HTTPRequestEntityTooLarge():
            return TooLarge(limit=request.client_max_size)
        case web.HTTPNotFound():
            return NotFound()
        case web.HTTPMethodNotAllowed():
            return MethodNotAllowed()
        case web.HTTPException():
            return Malformed(reason=error.reason)
        case HttpProcessingError() | web.RequestPayloadError() | ConnectionError():
            return Malformed(reason="HTTP")  # the body ended early, or its chunks are none
        case _:
            return Internal()


def _respond(request: web.Request, refusal: Refusal, headers: dict[str, Any]) -> web.Response:
    language = request.get(LANGUAGE) or preferred_language(request.headers.get("Accept-Language"), "de")
    problem = problem_of(refusal, language, request.get(REQUEST_ID, ""))
    answer = {"Content-Language": language, "Vary": "Accept-Language"}
    if "Allow" in headers:
        answer["Allow"] = headers["Allow"]
    if "retry_after" in refusal.facts:
        answer["Retry-After"] = str(refusal.facts["retry_after"])
    if "quota" in refusal.facts:
        answer["RateLimit-Policy"] = '"{limit}";q={quota};w={window}'.format_map(refusal.facts)
        answer["RateLimit"] = '"{limit}";r=0;t={retry_after}'.format_map(refusal.facts)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="moderato"'
    return web.Response(
        body=problem.model_dump_json(exclude_none=True).encode(),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=answer,
    )


def _route(request: web.Request) -> str:
    """Give the route's pattern: a path or a query might hold what no log may."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"
