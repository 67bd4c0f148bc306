"""Every page in both themes and both languages is accessible, and stays within the window."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.board import article, shows
from tests.browser.desks import Screen
from tests.browser.seeds import flagged

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from service.context import Context
    from tests.browser.desks import Desks

WIDTHS = [320, 390, 600, 832, 1024, 1200, 1440]
PATHS = ["/desk/queue", "/desk/keys", "/desk/settings", "/desk/insight", "/desk/nowhere"]

Box = tuple[float, float, float, float]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing(desks: Desks, path: str, language: Literal["de", "en"]) -> None:
    """No violation of WCAG 2.2 AA or of good practice, on any page, in any theme and language."""
    page = desks.open("berta", Screen(language=language), path)
    desks.watch(page).expect("status of 404")
    assert page.evaluate("location.pathname") == path
    assert violations(page) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing_at_the_door(desks: Desks, language: Literal["de", "en"]) -> None:
    """The same of the sign-in form."""
    page = desks.stranger(Screen(language=language))
    page.goto("/desk/sign-in")
    assert violations(page) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_button_lies_over_another(context: Context, desks: Desks, language: Literal["de", "en"]) -> None:
    """At every width, from the narrowest phone on, the buttons stand side by side and within the window."""
    ids = flagged(context, 3)
    page = desks.open("anna", Screen(language=language))
    shows(page, ids[0])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.keyboard.press("l")
        page.locator("#rows input").first.check()
        chosen = boxes(page, "#bulk button, #bulk select, #bulk .all")
        page.locator("#rows input").first.uncheck()
        page.keyboard.press("l")
        deciding = boxes(page, ".decide button, .decide textarea")
        for found in (chosen, deciding):
            assert len(found) >= 4, width
            assert [pair for pair in combinations(found, 2) if overlap(*pair)] == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        # What may be wider scrolls by itself: the reasons on a phone.
        assert all(left >= 0 and right <= width for left, _, right, _ in chosen), width


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_message_lies_over_a_button(context: Context, desks: Desks, language: Literal["de", "en"]) -> None:
    """What was decided is told once, above the buttons that decide the next one, at every width."""
    ids = flagged(context, len(WIDTHS) + 1)
    page = desks.open("anna", Screen(language=language))
    for width, comment_id in zip(WIDTHS, ids, strict=False):
        page.set_viewport_size({"width": width, "height": 800})
        shows(page, comment_id)
        page.keyboard.press("a")
        expect(article(page)).not_to_have_attribute("data-id", comment_id)
        messages, deciding = boxes(page, ".toast"), boxes(page, ".decide button, .decide textarea")
        assert len(messages) == 1, width
        assert [button for button in deciding if overlap(messages[0], button)] == [], width


def boxes(page: Page, selector: str) -> list[Box]:
    """Give left, top, right and bottom of all elements that are shown."""
    found = [each.bounding_box() for each in page.locator(selector).all() if each.is_visible()]
    return [
        (each["x"], each["y"], each["x"] + each["width"], each["y"] + each["height"])
        for each in found
        if each is not None
    ]


def overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes lie over each other by more than a hair."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 1
