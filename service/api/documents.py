"""The endpoints that describe the API: the OpenAPI document, and the same for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from service.api.headers import Document

OPENAPI: Final[web.AppKey[Document]] = web.AppKey("openapi")
DOCS: Final[web.AppKey[str]] = web.AppKey("docs")


async def get_openapi(request: web.Request, _: None) -> web.Response:
    """Give the OpenAPI document."""
    return web.json_response(request.app[OPENAPI])


async def get_docs(request: web.Request, _: None) -> web.Response:
    """Show the OpenAPI document as a page."""
    return web.Response(text=request.app[DOCS], content_type="text/html")
