"""Live news for the desk: Server-Sent Events of what happens on the sites that a moderator may see."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from service.api.keys import HTTP
from service.storage import moderators

if TYPE_CHECKING:
    from service.domain.news import News
    from service.web.access import SignedIn

CHECKED = 30.0
"""Seconds after which a stream looks whether its moderator may still listen."""
STREAMS: Final[web.AppKey[set[asyncio.Task[None] | None]]] = web.AppKey("streams")
"""What serves the streams that are open."""


async def get_events(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Tell a desk what happens, for as long as it listens."""
    http, streams, task = request.app[HTTP], request.app[STREAMS], asyncio.current_task()
    names = await asyncio.to_thread(_names, request)
    streams.add(task)
    try:
        async with sse_response(request, headers={"Cache-Control": "no-store"}) as stream:
            with http.feed.subscribe(signed_in.moderator.sites) as news:
                while stream.is_connected():
                    await _tell_next(stream, news, names)
    finally:
        streams.discard(task)
    return stream


async def end_streams(app: web.Application) -> None:
    """End the open streams: a process that is asked to stop would wait for them, and desks connect anew."""
    for task in [*app[STREAMS]]:
        if task:
            task.cancel()


async def _tell_next(stream: EventSourceResponse, news: asyncio.Queue[News], names: dict[str, str]) -> None:
    try:
        async with asyncio.timeout(CHECKED):
            each = await news.get()
    except TimeoutError:
        return
    told = {"kind": each.kind, "comment": each.comment, "by": each.by}
    if each.by:
        told["name"] = names.get(each.by, each.by)
    await stream.send(json.dumps(told))


def _names(request: web.Request) -> dict[str, str]:
    return {each.id: each.name for each in moderators.every(request.app[HTTP].context.redis)}
