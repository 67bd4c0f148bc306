"""The queue's page in every state that one works in: accessible in each, in any theme and language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from service.domain.moderator import Moderator, Role
from service.domain.score import Attribute, Signal
from service.review import claim, escalate, note
from service.web.texts import Texts
from tests.browser.accessibility import violations
from tests.browser.board import article, press, shows
from tests.browser.desks import PHONE, Screen
from tests.browser.seeds import Written, flagged, put_in
from tests.conftest import SITE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from service.context import Context
    from tests.browser.desks import Desks

ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))
BERTA = Moderator("berta", "Berta", Role.SENIOR, (SITE,))
HTML = (
    '<p>Ein <b>Vollidiot</b> schrieb: <a href="https://bit.ly/x">hier</a></p>'
    '<div style="display:none">versteckt</div>'
)


@pytest.fixture
def ids(context: Context) -> list[str]:
    """Put in comments with all that a case may have; the first is the one that has it."""
    waiting = flagged(context, 12)
    parent, first = put_in(
        context,
        [
            Written("Danke für den Artikel", 0.1, email="heike@example.org", external_id="c-1"),
            Written(
                HTML,
                0.99,
                parent="c-1",
                permalink="https://zeitung.example/markt",
                author_url="https://example.org",
                scores={Attribute.SPAM: 0.9, Attribute.THREAT: 0.2},
                signals=(
                    Signal("text", Attribute.TOXICITY, "Vollidiot", 4, 13),
                    Signal("links", Attribute.SPAM, "1"),
                    Signal("link_shortener", Attribute.SPAM, "bit.ly"),
                ),
            ),
        ],
    )
    assert parent
    note(context, BERTA, first, "Bitte noch jemand draufschauen.")
    claim(context, BERTA, waiting[1])
    escalate(context, ANNA, waiting[2], "Ist das Satire?")
    return [first, *waiting]


def is_clean(page: Page, state: str) -> None:
    """See that axe finds nothing in a state, and that nothing sticks out."""
    assert violations(page) == [], state
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state


@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing_in_any_state(desks: Desks, ids: list[str], language: Literal["de", "en"]) -> None:
    """A case with all that it may have; while choosing; with messages; with the keys; in bulk; decided."""
    page = desks.open("berta", Screen(language=language))
    shows(page, ids[0])
    page.locator("article details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    is_clean(page, "a full case")
    page.locator("details.filters summary").click()
    press(page, "x")
    is_clean(page, "choosing, filters open")
    press(page, "a")
    expect(article(page)).not_to_have_attribute("data-id", ids[0])
    press(page, "r")
    expect(page.locator("#toasts .toast")).to_have_text(re.compile(Texts(language)("script.done_reject")))
    is_clean(page, "with messages")
    press(page, "?")
    is_clean(page, "the keys")
    press(page, "Escape")
    page.goto("/desk/queue?queue=escalated")
    expect(article(page)).to_be_visible()
    is_clean(page, "escalated")
    page.goto(f"/desk/comments/{ids[0]}")
    expect(article(page)).to_be_visible()
    is_clean(page, "decided")
    page.goto("/desk/queue?language=de")
    page.locator("#rows input").first.check()
    page.locator('#bulk button[value="reject"]').click()
    expect(page.locator("#bulk-card")).to_be_visible()
    is_clean(page, "to be confirmed")
    page.locator("#bulk-card button[name=confirmed]").click()
    is_clean(page, "done")


def test_axe_finds_nothing_on_a_phone(desks: Desks, ids: list[str]) -> None:
    """The same of the case and of the list on a narrow screen, with a comment that a colleague holds."""
    page = desks.open("anna", PHONE)
    shows(page, ids[0])
    is_clean(page, "a case")
    page.locator("#to-list").click()
    page.locator("#rows input").first.check()
    is_clean(page, "the list")
