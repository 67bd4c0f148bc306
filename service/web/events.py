"""Live news for the desk: Server-Sent Events of what happens on the sites that a moderator may see."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp_sse import EventSourceResponse, sse_response

from service.api.keys import HTTP
from service.storage import moderators
from service.storage.errors import StorageAway
from service.web.access import is_still_in

if TYPE_CHECKING:
    from aiohttp import web

    from service.domain.news import News
    from service.web.access import SignedIn

CHECKED = 10.0
"""Seconds after which a stream looks whether its moderator may still listen."""


async def get_events(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Tell a desk what happens, for as long as it listens."""
    http = request.app[HTTP]
    names = await asyncio.to_thread(_names, request)
    async with sse_response(request, headers={"Cache-Control": "no-store"}) as stream:
        with http.feed.subscribe(signed_in.moderator.sites) as news:
            while stream.is_connected() and await asyncio.to_thread(_may_listen, request, signed_in):
                with suppress(TimeoutError):
                    async with asyncio.timeout(CHECKED):
                        await _tell(stream, news, names)
    return stream


async def _tell(stream: EventSourceResponse, news: asyncio.Queue[News], names: dict[str, str]) -> None:
    while stream.is_connected():
        each = await news.get()
        told = {"kind": each.kind, "comment": each.comment, "by": each.by}
        if each.by:
            told["name"] = names.get(each.by, each.by)
        await stream.send(json.dumps(told))


def _may_listen(request: web.Request, signed_in: SignedIn) -> bool:
    """Say whether to go on; while Redis is away nobody can tell, and there is nothing to be heard."""
    with suppress(StorageAway):
        return is_still_in(request, signed_in)
    return True


def _names(request: web.Request) -> dict[str, str]:
    return {each.id: each.name for each in moderators.every(request.app[HTTP].context.redis)}
