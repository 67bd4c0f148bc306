"""The pages around sign-in that one gets to only by doing something: accessible, and within the window."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pyotp
import pytest

from tests.browser.accessibility import violations
from tests.browser.desks import Screen
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.desks import Desks


class Look:
    """Looks at a page: what breaks accessibility, and whether it stays within the window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []

    def at(self, selector: str, name: str) -> None:
        """Look once the page has an element."""
        self.page.wait_for_selector(selector)
        self.page.evaluate("scrollTo(0, 0)")  # what the head covers just now counts as too small else
        self.found += [f"{name}: {each}" for each in violations(self.page)]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append(f"{name}: wider than the window")

    def send(self, **fields: str) -> None:
        """Fill fields in by their ids, and send the form by the enter key."""
        for name, text in fields.items():
            self.page.fill(f"#{name.replace('_', '-')}", text)
        self.page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1440)])
def test_the_way_in_and_ones_own_account(desks: Desks, language: Literal["de", "en"], width: int) -> None:
    """Every page from a wrong password over codes to a kept decision, in each theme, language and width."""
    look = Look(desks.stranger(Screen(language=language, width=width)))
    page = look.page
    for complaint in ("status of 401", "status of 403"):
        desks.watch(page).expect(complaint)
    page.goto("/desk/sign-in?next=/desk/settings")
    look.at("#name", "sign-in")
    look.send(name="anna", password="falsch")
    look.at("#wrong", "wrong")
    look.send(password=PASSWORD)
    look.at(".settings", "settings")
    look.send(codes_password="falsch")
    look.at("#codes-wrong", "settings-wrong")
    look.send(codes_password=PASSWORD)
    look.at(".qr", "set-up")
    secret = page.inner_text(".secret").replace(" ", "")
    look.send(code="falsch")
    look.at("#wrong", "set-up-wrong")
    look.send(code=pyotp.TOTP(secret).at(datetime.now(UTC)))
    look.at(".recovery", "recovery")
    recovery = page.inner_text(".recovery li:first-child code")
    page.goto("/desk/settings")
    look.at("#codes-title", "settings-codes")
    _decide_signed_out(page)
    look.at(".notice.warn", "kept-form")
    look.send(name="anna", password=PASSWORD)
    look.at("#code", "code")
    look.send(code="falsch")
    look.at("#wrong", "code-wrong")
    look.send(code=recovery)
    look.at("blockquote", "kept")
    assert "\n".join(look.found) == ""


def _decide_signed_out(page: Page) -> None:
    """Send a decision from a page whose session has ended."""
    page.context.clear_cookies()
    page.evaluate(
        """() => {
            const form = document.createElement("form");
            form.method = "post";
            form.action = "/desk/comments/01a00000-0000-7000-8000-000000000000";
            for (const [name, value] of [["choice", "approve"], ["note", "Eine lange Notiz. ".repeat(20)]]) {
                const field = document.createElement("input");
                [field.name, field.value] = [name, value];
                form.append(field);
            }
            document.body.append(form);
            form.submit();
        }"""
    )
