"""Signing in at the desk, as somebody does who was given a name and a password."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pyotp
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from service.__main__ import moderato
from service.commands import opening
from service.web.texts import Texts
from tests.browser.accessibility import violations
from tests.conftest import PASSWORD
from tests.integration.processes import environment

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")
QUEUE = re.compile(r"/desk/(queue|comments/)")


def fill_in(page: Page, name: str, password: str) -> None:
    """Fill the form in and send it, by keyboard."""
    page.get_by_label(say("sign_in.name"), exact=True).fill(name)
    page.get_by_label(say("sign_in.password"), exact=True).fill(password)
    page.keyboard.press("Enter")


@pytest.fixture
def stranger(desks: Desks) -> Page:
    """Give a browser at the desk's address, in which nobody is signed in."""
    page = desks.stranger()
    page.goto("/desk")
    return page


def test_the_printed_password_opens_the_desk(
    stranger: Page, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name and password as `moderato admin moderators add` prints them lead to the queue."""
    monkeypatch.setattr(opening, "configure_logs", lambda _: None)  # it would outlive the test
    added = CliRunner(env=environment(context.settings)).invoke(
        moderato, ["admin", "moderators", "add", "dora", "--site", "zeitung", "--json"]
    )
    printed = json.loads(added.stdout.splitlines()[-1])
    expect(stranger).to_have_title(re.compile(say("sign_in.title")))
    fill_in(stranger, printed["id"], printed["password"])
    expect(stranger).to_have_url(QUEUE)


def test_the_name_has_the_focus_and_a_wrong_password_is_told(desks: Desks, stranger: Page) -> None:
    """One can type at once; after a mistake the name is still there, and only the password is asked for."""
    desks.watch(stranger).expect("status of 401")
    expect(stranger.get_by_label(say("sign_in.name"), exact=True)).to_be_focused()
    fill_in(stranger, "anna", "something else")
    expect(stranger.get_by_role("alert")).to_be_visible()
    expect(stranger.get_by_label(say("sign_in.name"), exact=True)).to_have_value("anna")
    expect(stranger.get_by_label(say("sign_in.password"), exact=True)).to_be_focused()
    fill_in(stranger, "anna", PASSWORD)
    expect(stranger).to_have_url(QUEUE)


def test_the_page_asked_for_is_shown_after_signing_in(desks: Desks) -> None:
    """A link from a colleague leads where it points, by way of the form."""
    page = desks.stranger()
    page.goto("/desk/settings")
    fill_in(page, "anna", PASSWORD)
    expect(page).to_have_url(re.compile("/desk/settings$"))


def test_signing_out_ends_it(desks: Desks) -> None:
    """After signing out, going back asks for the password again."""
    page = desks.open("anna", path="/desk/settings")
    page.locator(".menu summary").click()
    page.get_by_role("button", name=say("base.sign_out")).click()
    expect(page).to_have_url(re.compile("/desk/sign-in"))
    page.goto("/desk/settings")
    expect(page).to_have_url(re.compile("/desk/sign-in"))


def test_codes_are_set_up_and_asked_for(desks: Desks) -> None:
    """Who turns one-time codes on scans or types a secret, and is asked for a code at the next sign-in."""
    page = desks.open("anna", path="/desk/settings")
    codes = page.locator("section", has=page.get_by_role("heading", name=say("settings.codes"), exact=True))
    codes.get_by_label(say("settings.password_old")).fill(PASSWORD)
    codes.get_by_role("button").click()
    assert violations(page) == []
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label(say("settings.codes_first"), exact=True).fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    recovery = page.locator(".recovery code").first.inner_text()
    assert violations(page) == []
    again = desks.stranger()
    again.goto("/desk")
    fill_in(again, "anna", PASSWORD)
    again.get_by_label(say("sign_in.code"), exact=True).fill(recovery)
    assert violations(again) == []
    again.keyboard.press("Enter")
    expect(again).to_have_url(QUEUE)


def test_theme_and_language_are_settings(desks: Desks) -> None:
    """A moderator who prefers dark and English gets both, whatever the browser asks for."""
    page = desks.open("anna", path="/desk/settings")
    page.get_by_label(say("settings.theme"), exact=True).select_option("dark")
    page.get_by_label(say("settings.language"), exact=True).select_option("en")
    page.get_by_role("button", name=say("settings.save")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text(Texts("en")("settings.title"))
