"""The policy page in a browser: sliders, a preview that follows, and two seniors at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.administration import add_moderator
from service.domain.moderator import Moderator, Role
from service.storage import policies
from service.web.texts import Texts
from tests.browser import weeks
from tests.browser.accessibility import violations
from tests.browser.desks import SCREENS, Screen
from tests.browser.test_insight import is_within_the_window
from tests.conftest import PASSWORD, SITE
from tests.delivered import TOXICITY, in_german

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")
PATH = f"/desk/policy/{SITE}"
LABEL = say("policy.flag", attribute=say("attributes.toxicity"))


@pytest.fixture(autouse=True)
def past(context: Context) -> list[str]:
    """Put some weeks in."""
    return weeks.fill(context)


def field(page: Page) -> Locator:
    """Give the field of the first threshold."""
    return page.get_by_label(LABEL, exact=True)


def save(page: Page, note: str) -> None:
    """Say why, and save."""
    page.get_by_label(say("policy.note")).fill(note)
    page.get_by_role("button", name=re.compile("Als Version")).click()


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(desks: Desks, screen: Screen) -> None:
    """In force, with a preview unfolded, with wrong fields, and comparing versions; nothing sticks out."""
    page = desks.open("berta", screen, PATH)
    desks.watch(page).expect("status of 4")
    for address in (
        PATH,
        f"{PATH}?flag.TOXICITY=0.4&flag.SPAM=0.9&reject.SPAM=0.95&expected=1",
        f"{PATH}?flag.TOXICITY=x&expected=1",
        f"{PATH}/versions/1",
    ):
        page.goto(address)
        for each in page.locator("details:not(.menu) > summary").all():
            each.click()
        assert violations(page) == []
        assert is_within_the_window(page)


def test_the_preview_follows_the_slider(desks: Desks) -> None:
    """A step by key on the slider changes the field, the mark and, in a moment, the preview; no reload."""
    page = desks.open("berta", path=PATH)
    page.evaluate("window.here = true")
    slider = page.get_by_label(say("policy.slider", label=LABEL), exact=True)
    expect(field(page)).to_have_value(in_german(TOXICITY))
    slider.focus()
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    expect(field(page)).to_have_value(in_german(TOXICITY - 0.2))
    changed = page.get_by_text(re.compile("würden? strenger behandelt"))
    expect(changed).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=say("policy.updated"))).to_have_count(1)
    field(page).fill("0,95")
    expect(page.get_by_text(re.compile("würden? milder behandelt"))).to_be_visible()
    expect(slider).to_have_value("0.95")
    field(page).fill("0,9x")
    expect(page.get_by_text(say("policy.preview_wrong"))).to_be_visible()
    assert page.evaluate("window.here")


def test_the_comments_that_would_change_are_linked(desks: Desks, past: list[str]) -> None:
    """The list names the newest ones, and each leads to its comment."""
    page = desks.open("berta", path=f"{PATH}?flag.TOXICITY=0.3")
    page.locator("details.changed summary").first.click()
    links = page.locator("details.changed").first.get_by_role("link")
    newest = (links.first.get_attribute("href") or "").removeprefix("/desk/comments/")
    assert newest in past
    links.first.click()
    expect(page).to_have_url(re.compile(f"/desk/comments/{newest}"))


def test_saved_and_gone_back_to(desks: Desks, context: Context) -> None:
    """By keyboard: a threshold, a note, saved; then compared with the version before, and back."""
    page = desks.open("berta", path=PATH)
    field(page).fill("0,55")
    page.get_by_label(say("policy.note")).fill("Nach dem Wochenende")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(say("policy.saved", version=2))).to_be_visible()
    expect(field(page)).to_have_value("0,55")
    page.get_by_role("link", name=say("policy.compare_named", version=1)).click()
    expect(page.locator("tr.differs td")).to_have_text([in_german(TOXICITY), "0,55"])
    page.get_by_role("button", name=say("policy.restore", version=1)).click()
    expect(page.get_by_text(say("policy.saved", version=3))).to_be_visible()
    last = policies.every(context.redis, SITE)[-1]
    assert (last.flag["TOXICITY"], last.by, last.note) == (
        TOXICITY,
        "berta",
        say("policy.restore_note", version=1),
    )


def test_two_seniors_at_once(desks: Desks, context: Context) -> None:
    """The slower one hears of it at once, is shown both when saving, keeps what she typed, and decides."""
    add_moderator(context, Moderator("dora", "Dora", Role.SENIOR, (SITE,)), PASSWORD)
    slow, quick = desks.open("berta", path=PATH), desks.open("dora", path=PATH)
    desks.watch(slow).expect("status of 409")
    field(slow).fill("0,65")
    field(quick).fill("0,5")
    save(quick, "schnell")
    expect(quick.get_by_text(say("policy.saved", version=2))).to_be_visible()
    expect(slow.get_by_text(say("policy.overtaken"))).to_be_visible()
    save(slow, "gründlich")
    expect(slow.get_by_role("heading", name=say("policy.changed_title", who="Dora"))).to_be_visible()
    expect(slow.get_by_role("alert").locator("tbody tr").first.locator("td")).to_have_text(
        [in_german(TOXICITY), "0,5", "0,65"]
    )
    expect(field(slow)).to_have_value("0,65")
    expect(slow.get_by_label(say("policy.note"))).to_have_value("gründlich")
    assert len(policies.every(context.redis, SITE)) == 2
    save(slow, "gründlich")
    expect(slow.get_by_text(say("policy.saved", version=3))).to_be_visible()


def test_without_a_script_it_works_by_its_buttons(desks: Desks, context: Context) -> None:
    """Preview by button, with an address of its own; save by button; no slider that would do nothing."""
    page = desks.open("berta", Screen(scripts=False), PATH)
    expect(page.locator("[data-slider]").first).to_be_hidden()
    field(page).fill("0,4")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("flag.TOXICITY=0%2C4"))
    expect(page.get_by_text(re.compile("würden? strenger behandelt"))).to_be_visible()
    save(page, "ohne Skript")
    expect(page.get_by_text(say("policy.saved", version=2))).to_be_visible()
    assert policies.every(context.redis, SITE)[-1].flag["TOXICITY"] == 0.4
