"""Insight for seniors: what came, what people decided, where they and the policy differ, how long it took."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aiohttp import web

from service.api.keys import HTTP
from service.api.request import LANGUAGE
from service.domain.insight import Counters, Figures, figures
from service.domain.moderator import Role, sites_as
from service.domain.tally import day_of
from service.storage import insight, moderators, sites
from service.web.formats import Formats
from service.web.insight_charts import charts
from service.web.insight_csv import TABLES, write_csv
from service.web.insight_rows import by_week, rows
from service.web.page import render
from service.web.period import CHOICES, Period, read_period
from service.web.texts import Texts
from service.web.why import reason_name

if TYPE_CHECKING:
    from service.web.access import SignedIn


@dataclass(frozen=True, slots=True)
class Counted:
    """What was read for a page.

    Attributes:
        period: Which days of which site.
        days: The counters of each day.
        names: What moderators are called, by id.
        site_names: What sites are called, by id.
    """

    period: Period
    days: list[Counters]
    names: dict[str, str]
    site_names: dict[str, str]

    @property
    def figures(self) -> Figures:
        """Add all days up."""
        return figures(self.days)


async def get_insight(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Show a site's days as numbers and charts."""
    counted = await asyncio.to_thread(_count, request, signed_in)
    settings = request.app[HTTP].context.settings
    t, formats = Texts(request[LANGUAGE]), Formats(request[LANGUAGE], settings.time_zone)
    days = counted.period.days
    return render(
        request,
        "insight.html",
        counted=counted,
        total=counted.figures,
        charts=charts(rows(days, counted.days), t, formats, weekly=by_week(days)),
        sites=sites_as(signed_in.moderator, Role.SENIOR),
        choices=CHOICES,
        tables=tuple(TABLES),
        share=lambda share: t("insight.none") if share.value is None else formats.percent(share.value, 1),
        span=lambda seconds: t("insight.none") if seconds is None else formats.span(seconds),
        reason_name=lambda code: reason_name(code, t),
        zone=settings.time_zone,
    )


async def get_insight_csv(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Give one table of the same days as CSV."""
    counted = await asyncio.to_thread(_count, request, signed_in)
    name, text = write_csv(request.query.get("table", "days"), counted.period, counted.days, counted.names)
    return web.Response(
        text=text,
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _count(request: web.Request, signed_in: SignedIn) -> Counted:
    context = request.app[HTTP].context
    today = day_of(context.now(), ZoneInfo(context.settings.time_zone))
    period = read_period(request.query, signed_in.moderator, today)
    return Counted(
        period,
        list(insight.read(context.redis, period.site, period.days)),
        {each.id: each.name for each in moderators.every(context.redis)},
        {each.id: each.name for each in sites.every(context.redis)},
    )
