"""One decision for many comments: those chosen, or all of a view; first the count, then the deed."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from service.api import cursor
from service.api.keys import HTTP
from service.api.problems import InvalidFields, problem_of
from service.api.request import LANGUAGE
from service.domain.decision import Outcome
from service.domain.errors import Refusal
from service.review import Bulk, Choice, decide_many, decide_view
from service.storage import search, views
from service.web.filters import Filters
from service.web.form import FORM
from service.web.page import render
from service.web.texts import Texts
from service.web.why import reason_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web

    from service.context import Context
    from service.web.access import SignedIn
    from service.web.form import Form

_COUNTED = 1_000
"""Hits of a search that are counted before a decision on all of them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, as the form says it.

    Attributes:
        ids: The comments chosen; of no meaning where `all` of the view are meant.
        until: When the view was shown: what came later is left alone.
        progress: The step before, where all of a view takes several.
    """

    choice: Choice
    ids: list[str]
    all: bool
    filters: Filters
    until: datetime
    progress: Bulk | None

    @classmethod
    def read(cls, form: Form, signed_in: SignedIn) -> Wish:
        """Read the form.

        Raises:
            InvalidFields: It is not one of ours.
        """
        try:
            outcome = Outcome({"approve": "approve", "reject": "reject"}[form.get("choice", "")])
            until = datetime.fromisoformat(form.get("until", "")).astimezone(UTC)
            after = cursor.to_place(form["after"]) if form.get("after") else None
        except (KeyError, ValueError):
            raise InvalidFields([("#/choice", "invalid", {})]) from None
        reason = form.get("reason", "") if outcome is Outcome.REJECT else ""
        given = dict(parse_qsl(form.get("view", "").removeprefix("?")))
        return cls(
            choice=Choice(outcome, reason),
            ids=list(dict.fromkeys(form.every("id"))),
            all=form.get("all") == "1",
            filters=Filters(given, signed_in.moderator),
            until=until,
            progress=Bulk(form["act"], 0, after=after) if form.get("act") else None,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What was done.

    Attributes:
        left: Why some were left, with how many.
        remaining: How many wait still, of a view that takes further steps.
    """

    decided: int
    left: list[tuple[str, int]]
    remaining: int = 0
    act: str = ""
    after: str = ""


async def post_bulk(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Ask whether it is meant so; asked before, do it."""
    form, context = request[FORM], request.app[HTTP].context
    wish = Wish.read(form, signed_in)
    number = len(wish.ids) if not wish.all else await asyncio.to_thread(_count, context, wish)
    done = form.get("confirmed") == "1" and (wish.all or wish.ids)
    result = await asyncio.to_thread(_decide, request, signed_in, wish) if done else None
    t = Texts(request[LANGUAGE])
    return render(
        request,
        "bulk.html",
        number=number,
        result=result,
        wish=wish,
        choice=str(wish.choice.outcome),
        reason_name=reason_name(wish.choice.reason, t) if wish.choice.reason else t("comment.without_reason"),
        view_query=wish.filters.query(),
    )


def _count(context: Context, wish: Wish) -> int:
    excerpt = views.Excerpt.as_shown(wish.filters.view, wish.until)
    if wish.filters.view.text:
        return len(search.search(context.redis, excerpt, None, _COUNTED, seconds=2.0).places)
    return sum(views.count(context.redis, excerpt).values())


def _decide(request: web.Request, signed_in: SignedIn, wish: Wish) -> Result:
    context, moderator = request.app[HTTP].context, signed_in.moderator
    if wish.all:
        bulk = decide_view(
            context, moderator, wish.filters.view, wish.choice, wish.until, progress=wish.progress
        )
        left = _why(request, bulk.refused.values())
        if bulk.after is None:
            return Result(bulk.decided, left)
        remaining = max(0, bulk.remaining - len(bulk.refused))
        return Result(bulk.decided, left, remaining, bulk.act, cursor.of_place(bulk.after))
    results = decide_many(context, moderator, wish.ids, wish.choice)
    refused = [result for result in results if isinstance(result, Refusal)]
    return Result(len(results) - len(refused), _why(request, refused))


def _why(request: web.Request, refused: Iterable[Refusal]) -> list[tuple[str, int]]:
    reasons = (problem_of(refusal, request[LANGUAGE], "").detail for refusal in refused)
    return Counter(reasons).most_common()
