"""Insight in a browser: readable by everybody, on every screen, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.web.texts import Texts
from tests.browser import weeks
from tests.browser.accessibility import violations
from tests.browser.desks import SCREENS, Screen

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")


@pytest.fixture(autouse=True)
def past(context: Context) -> None:
    """Put some weeks in."""
    weeks.fill(context)


def is_within_the_window(page: Page) -> bool:
    """Say whether nothing sticks out of the window to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(desks: Desks, screen: Screen) -> None:
    """With charts and every table unfolded; and nothing sticks out."""
    page = desks.open("berta", screen, "/desk/insight?days=7")
    for each in page.locator("details.numbers > summary").all():
        each.click()
    assert violations(page) == []
    assert is_within_the_window(page)


def test_a_chart_says_what_its_table_says(desks: Desks) -> None:
    """The first chart has a name that tells its highest value, and its table has a row a day."""
    page = desks.open("berta", path="/desk/insight?days=7")
    chart = page.get_by_role("img", name=say("insight.volume"))
    expect(chart).to_have_attribute("aria-label", value := chart.get_attribute("aria-label") or "")
    page.locator("section.chart details summary").first.focus()
    page.keyboard.press("Enter")
    rows = page.locator("section.chart").first.locator("tbody tr")
    expect(rows).to_have_count(7)
    highest = max(sum(int(cell.inner_text()) for cell in row.locator("td").all()) for row in rows.all())
    assert f" {highest} " in value


def test_it_needs_no_script(desks: Desks) -> None:
    """Site and days are a form, the charts are there, the CSV is a link."""
    page = desks.open("berta", Screen(scripts=False), "/desk/insight")
    expect(page.locator("svg.shapes")).to_have_count(4)
    page.get_by_role("link", name=say("insight.days", count=90)).click()
    expect(page.locator("nav.quick [aria-current]")).to_have_text(say("insight.days", count=90))
    page.get_by_label(say("insight.from")).fill("2026-01-01")
    page.get_by_label(say("insight.to")).fill("2026-01-02")
    page.get_by_role("button", name=say("insight.show")).click()
    expect(page.get_by_text(say("insight.nothing"))).to_be_visible()
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name=say("insight.csv_days"), exact=True).click()
    assert download.value.path().read_text(encoding="utf-8").startswith("day,site,comments,")
