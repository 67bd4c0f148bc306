"""Live news for the desk: Server-Sent Events of what happens on the sites that a moderator may see."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from service.api.keys import HTTP
from service.storage import moderators
from service.web.access import is_still_signed_in

if TYPE_CHECKING:
    from service.domain.news import News
    from service.web.access import SignedIn

CHECKED = 20.0
"""Seconds after which a stream looks whether its moderator is still signed in."""
STREAMS: Final[web.AppKey[set[EventSourceResponse]]] = web.AppKey("streams")
"""The streams that are open."""


async def get_events(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Tell a desk what happens, for as long as it listens and is signed in."""
    names = await asyncio.to_thread(_names, request)
    streams = request.app[STREAMS]
    async with sse_response(request, headers={"Cache-Control": "no-store"}) as stream:
        streams.add(stream)
        telling = asyncio.create_task(_tell(request, signed_in, stream, names))
        try:
            await stream.wait()
        finally:
            streams.discard(stream)
            telling.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await telling
    return stream


async def end_streams(app: web.Application) -> None:
    """End the open streams: a process that is asked to stop would wait for them, and desks connect anew."""
    for stream in [*app[STREAMS]]:
        stream.stop_streaming()


async def _tell(
    request: web.Request, signed_in: SignedIn, stream: EventSourceResponse, names: dict[str, str]
) -> None:
    """Pass news on until the moderator is signed out."""
    with request.app[HTTP].feed.subscribe(signed_in.moderator.sites) as news:
        while await asyncio.to_thread(is_still_signed_in, request):
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECKED):
                    while True:
                        await stream.send(_words(await news.get(), names))
    stream.stop_streaming()


def _words(news: News, names: dict[str, str]) -> str:
    told = {"kind": news.kind, "site": news.site, "comment": news.comment, "by": news.by}
    if news.by:
        told["name"] = names.get(news.by, news.by)
    return json.dumps(told)


def _names(request: web.Request) -> dict[str, str]:
    return {each.id: each.name for each in moderators.every(request.app[HTTP].context.redis)}
