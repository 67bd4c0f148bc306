"""The page of insight and its CSV: what they say, for whom, and of which days."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from service.administration import add_moderator
from service.domain.decision import Outcome
from service.domain.moderator import Moderator, Role
from service.domain.tally import day_of
from service.review import Choice, decide
from tests.conftest import PASSWORD, SITE
from tests.e2e.counts import put_in
from tests.integration.rescoring import NICE, RUDE, Heavy
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from service.context import Context
    from tests.integration.browser import Browser

    Enter = Callable[[str], Awaitable[Browser]]

FORMULA = Moderator("eve", "=HYPERLINK(1)", Role.SENIOR, (SITE,))


@pytest.fixture
def today(context: Context) -> date:
    """Give the day in the newsroom."""
    return day_of(context.now(), ZoneInfo(context.settings.time_zone))


@pytest.fixture
async def berta(enter: Enter) -> Browser:
    """Sign the senior in."""
    return await enter("berta")


@pytest.fixture
def decided(context: Context) -> list[str]:
    """Have three comments screened, of which one is flagged, and rejected by somebody with an odd name."""
    add_moderator(context, FORMULA, PASSWORD)
    ids = put_in(context, [RUDE, NICE, NICE])
    screen(context, Heavy(), ids)
    decide(context, FORMULA, ids[0], Choice(Outcome.REJECT, "insult"))
    return ids


async def read_csv(browser: Browser, query: str) -> list[dict[str, str]]:
    """Read a table as a program would."""
    page = await browser.get(f"/desk/insight.csv?{query}")
    assert page.status == 200
    return list(csv.DictReader(StringIO(page.html)))


async def test_the_page_says_what_happened(berta: Browser, decided: list[str]) -> None:
    """Numbers in tiles, each chart with a name for those who cannot see it and a table that says the same."""
    page = await berta.get("/desk/insight")
    assert page.status == 200
    assert "33,3 %" in page.text
    assert "1 Kommentar, über den ein Mensch entscheiden soll" in page.text
    assert "=HYPERLINK(1)" in page.text
    charts = page.tree.css("svg[role=img]")
    assert len(charts) == 4
    for chart in charts:
        assert chart.attributes["aria-label"]
    assert len(page.tree.css("section.chart details table")) == 4
    assert decided[0] not in page.html


async def test_a_site_without_comments_has_no_charts(berta: Browser) -> None:
    """Nothing is divided by nothing, and the page says that there is nothing."""
    page = await berta.get("/desk/insight?days=365")
    assert page.status == 200
    assert "nichts gezählt" in page.text


@pytest.mark.parametrize(("days", "columns"), [(7, 7), (62, 62), (90, 14), (400, 59)])
async def test_many_days_are_shown_by_the_week(
    berta: Browser, decided: list[str], days: int, columns: int
) -> None:
    """Beyond two months, a column is a week: as many as can be seen."""
    page = await berta.get(f"/desk/insight?days={days}")
    assert columns - 1 <= len(page.first("section.chart tbody").css("tr")) <= columns
    assert page.text.count("3") > 0
    assert decided


async def test_the_csv_says_the_same(berta: Browser, today: date, decided: list[str]) -> None:
    """A row a day; whole numbers, days as ISO 8601, nothing where there is no value."""
    rows = await read_csv(berta, f"site={SITE}&days=2&table=days")
    assert [row["day"] for row in rows] == [str(today - timedelta(days=1)), str(today)]
    assert {name: rows[1][name] for name in ("site", "comments", "flagged_by_policy", "flags_decided")} == {
        "site": SITE,
        "comments": "3",
        "flagged_by_policy": "1",
        "flags_decided": "1",
    }
    assert rows[0]["comments"] == "0"
    assert [row["wait_median_seconds"] for row in rows] == ["", "0"]
    [attribute] = await read_csv(berta, "days=1&table=attributes")
    assert (attribute["reason"], attribute["flagged"], attribute["overturned"]) == ("toxicity", "1", "0")
    [reason] = await read_csv(berta, "days=1&table=reasons")
    assert (reason["reason"], reason["given"]) == ("insult", "1")
    assert decided


async def test_a_spreadsheet_runs_nothing(berta: Browser, decided: list[str]) -> None:
    """A name that begins as a formula does is text, told so by an apostrophe."""
    [row] = await read_csv(berta, "days=1&table=moderators")
    assert (row["moderator"], row["name"], row["rejected"], row["minutes"]) == (
        "eve",
        "'=HYPERLINK(1)",
        "1",
        "15",
    )
    assert berta.page.headers["Content-Disposition"].startswith('attachment; filename="moderators-zeitung-')
    assert decided


@pytest.mark.parametrize(
    "query",
    [
        "days=0",
        "days=401",
        "days=x",
        "days=-1",
        "days=99999999999999999999",
        "days=²",
        "from=2026-13-01",
        "from=x",
        "to=0001-01-01",
        "to=9999-12-31",
        "from=2026-02-02&to=2026-02-01",
        "from=2020-01-01&to=2026-01-01",
    ],
)
async def test_days_that_are_none_are_told(berta: Browser, query: str) -> None:
    """A day that no calendar has, the wrong way round, or more than are kept: 422, in words."""
    for path in ("/desk/insight", "/desk/insight.csv"):
        assert (await berta.get(f"{path}?{query}")).status == 422


async def test_only_seniors_of_the_site_see_it(enter: Enter, context: Context, berta: Browser) -> None:
    """A moderator is refused, and a senior sees no other site, whether it exists or not."""
    for path in ("/desk/insight", "/desk/insight.csv"):
        for site in ("blatt", "none", "../zeitung"):
            assert (await berta.get(f"{path}?site={site}")).status == 404
    assert (await berta.get("/desk/insight.csv?table=none")).status == 404
    mixed = Moderator("dora", "Dora", Role.MODERATOR, (SITE, "blatt"), roles={"blatt": Role.SENIOR})
    add_moderator(context, mixed, PASSWORD)
    dora = await enter("dora")
    assert (await dora.get(f"/desk/insight?site={SITE}")).status == 404
    assert "Blatt" in (await dora.get("/desk/insight")).text
    anna = await enter("anna")
    for path in ("/desk/insight", "/desk/insight.csv"):
        assert (await anna.get(path)).status == 403
