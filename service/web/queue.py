"""The queue: flagged comments in order, and beside them the one to decide now."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from service.api.keys import HTTP
from service.api.request import LANGUAGE
from service.domain.errors import CommentNotFound
from service.review import find
from service.storage import comments, sites, views
from service.storage.next_comment import next_of
from service.web.case import Case, read_case
from service.web.filters import Filters
from service.web.listing import Listing, read_listing
from service.web.page import go_to, render, wants_fragment
from service.web.texts import Texts, every_text
from service.web.why import reason_name

if TYPE_CHECKING:
    from aiohttp import web

    from service.context import Context
    from service.domain.comment import Comment
    from service.web.access import SignedIn

KEYS = (
    ("A", "approve"),
    ("R", "reject"),
    ("1 … 9", "reject_with"),
    ("S", "skip"),
    ("E", "escalate"),
    ("N", "note"),
    ("U", "undo"),
    ("J K", "move"),
    ("X", "select"),
    ("M", "reveal"),
    ("L", "list"),
    ("/", "search"),
    ("?", "help"),
)
"""The keys, and what they do."""


async def get_desk(_: web.Request, __: SignedIn) -> web.StreamResponse:
    """Send a moderator to where the work is."""
    return go_to("/desk/queue")


async def get_keys(request: web.Request, _: SignedIn) -> web.StreamResponse:
    """Show the keys."""
    return render(request, "keys.html", keys=KEYS)


async def get_queue(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Show the queue, and its first free comment."""
    return await _board(request, signed_in, None)


async def get_comment(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Show one comment, beside the queue; to the desk's script the comment alone.

    Raises:
        CommentNotFound: There is none for this moderator.
    """
    context, t = request.app[HTTP].context, Texts(request[LANGUAGE])
    comment = await asyncio.to_thread(find, context.redis, signed_in.moderator, request.match_info["id"])
    if not wants_fragment(request):
        return await _board(request, signed_in, comment)
    filters = Filters(request.query, signed_in.moderator)
    case = await asyncio.to_thread(read_case, context.redis, signed_in.moderator, comment, t)
    return render(request, "comment.html", case=case, query=filters.query, only=filters.only)


async def get_rows(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Give a page of the list to the desk's script."""
    filters = Filters(request.query, signed_in.moderator)
    context, t = request.app[HTTP].context, Texts(request[LANGUAGE])
    listing = await asyncio.to_thread(
        read_listing, context.redis, signed_in.moderator, filters, context.now(), t
    )
    return render(
        request,
        "rows_page.html",
        rows=listing.rows,
        listing=listing,
        counts=json.dumps(listing.queues),
        query=filters.query,
        several_sites=len(signed_in.moderator.sites) > 1,
        case=None,
    )


async def _board(request: web.Request, signed_in: SignedIn, comment: Comment | None) -> web.StreamResponse:
    filters = Filters(request.query, signed_in.moderator)
    context, t = request.app[HTTP].context, Texts(request[LANGUAGE])
    done = request.query.get("done")

    def load() -> tuple[Listing, Case | None, Comment | None]:
        listing = read_listing(context.redis, signed_in.moderator, filters, context.now(), t)
        chosen = comment or _first(context, signed_in, filters, listing)
        case = read_case(context.redis, signed_in.moderator, chosen, t) if chosen else None
        return listing, case, _done(context, signed_in, done)

    listing, case, decided = await asyncio.to_thread(load)
    counts = {(facet.name, facet.value): number for facet, number in listing.tally.facets.items()}
    return render(
        request,
        "queue.html",
        rows=listing.rows,
        listing=listing,
        case=case,
        done=decided,
        view=filters.view,
        query=filters.query,
        only=filters.only,
        bare=filters.only(),
        active=filters.active(t),
        choices=filters.choices(counts, t),
        kept=[(name, filters.given[name]) for name in ("post", "author", "cluster") if name in filters.given],
        reasons=_reasons(context, signed_in, t),
        several_sites=len(signed_in.moderator.sites) > 1,
        until=context.now().isoformat(),
        undo_seconds=context.settings.undo_seconds,
        keys=KEYS,
        script_texts=_script_texts(request[LANGUAGE]),
    )


def _first(context: Context, signed_in: SignedIn, filters: Filters, listing: Listing) -> Comment | None:
    """Give the comment to begin with: the most urgent that is free; of a search the first free hit."""
    if filters.view.text:
        me = signed_in.moderator.id
        free = (row.comment for row in listing.rows if row.holder in (None, me) and not row.skipped)
        return next(free, None)
    excerpt = views.Excerpt.of(filters.view, context.now())
    places = next_of(context.redis, excerpt, signed_in.moderator.id)
    return comments.load(context.redis, [places[0][1]])[0] if places else None


def _done(context: Context, signed_in: SignedIn, comment_id: str | None) -> Comment | None:
    """Give the comment that was decided just before, to offer that it be undone."""
    if not comment_id:
        return None
    try:
        return find(context.redis, signed_in.moderator, comment_id)
    except CommentNotFound:
        return None


def _reasons(context: Context, signed_in: SignedIn, t: Texts) -> list[tuple[str, str]]:
    """Give the reasons to reject of all the moderator's sites, for decisions on many."""
    granted = (sites.load(context.redis, site) for site in signed_in.moderator.sites)
    codes = dict.fromkeys(code for site in granted for code in site.reasons)
    return [(code, reason_name(code, t)) for code in codes]


def _script_texts(language: str) -> dict[str, str]:
    """Give what the desk's script says by itself."""
    found = {}
    for name, forms in every_text().items():
        page, _, text = name.partition(".")
        if page == "script":
            found[text] = forms[language]
            if one := forms.get(f"{language}_one"):
                found[f"{text}_one"] = one
    return found
