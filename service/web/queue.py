"""The queue: flagged comments in order, and the one to decide now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.web.page import go_to, render

if TYPE_CHECKING:
    from aiohttp import web

    from service.web.access import SignedIn


async def get_desk(_: web.Request, __: SignedIn) -> web.StreamResponse:
    """Send a moderator to where the work is."""
    return go_to("/desk/queue")


async def get_queue(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Show the queue."""
    return render(request, "queue.html", sites=signed_in.moderator.sites)
