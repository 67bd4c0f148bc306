"""Every page of the desk, as the pictures show it: who looks, and how one gets there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Prepare = Callable[[Page, dict[str, str]], object]


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture.

    Attributes:
        who: The moderator who is signed in; nobody if empty.
        prepare: Brings the page there; it knows the demo's comments by their author.
        whole: The whole page, not only what the window shows.
    """

    who: str
    prepare: Prepare
    whole: bool = False


def _at(path: str) -> Prepare:
    return lambda page, _: page.goto(path)


def _comment(author: str) -> Prepare:
    return lambda page, by_author: page.goto(f"/desk/comments/{by_author[author]}")


def _keys(*pressed: str) -> Prepare:
    """Open the queue and press keys."""

    def prepare(page: Page, _: dict[str, str]) -> None:
        page.goto("/desk/queue")
        page.wait_for_selector("html.scripted")
        for key in pressed:
            page.keyboard.press(key)

    return prepare


def _campaign(page: Page, by_author: dict[str, str]) -> None:
    """Ask to reject a campaign."""
    page.goto(f"/desk/comments/{by_author['Kredit Hilfe24']}")
    page.locator('a[href*="cluster="]').first.click()
    page.wait_for_selector("html.scripted")
    if page.locator("#to-list").is_visible():
        page.locator("#to-list").click()
    page.locator("#rows input").first.check()
    page.locator("#bulk input[name=all]").check()
    page.locator('#bulk button[value="reject"]').click()


SCENES: dict[str, Scene] = {
    "sign-in": Scene("", _at("/desk/sign-in")),
    "queue": Scene("berta", _at("/desk/queue")),
    "list": Scene("berta", _keys("l", "x")),
    "filters": Scene("berta", _at("/desk/queue?attribute=INSULT&language=de&age=newer_1440")),
    "bulk": Scene("berta", _campaign),
    "escalated": Scene("berta", _at("/desk/queue?queue=escalated")),
    "empty": Scene("anna", _at("/desk/queue?q=nichts")),
    "thread": Scene("anna", _comment("Wutbürger04"), whole=True),
    "record": Scene("anna", _comment("Kalle"), whole=True),
    "spam": Scene("anna", _comment("Kredit Hilfe24"), whole=True),
    "markup": Scene("anna", _comment("<script>alert('hallo')</script>"), whole=True),
    "wide": Scene("anna", _comment("Donaudampfschifffahrtsgesellschaftskapitänspatentinhaber"), whole=True),
    "arabic": Scene("anna", _comment("سامي"), whole=True),
    "long": Scene("anna", _comment("Wilhelm Stratmann"), whole=True),
    "keys": Scene("anna", _keys("?")),
    "settings": Scene("anna", _at("/desk/settings"), whole=True),
    "insight": Scene("berta", _at("/desk/insight"), whole=True),
    "policies": Scene("berta", _at("/desk/policy"), whole=True),
    "policy": Scene("berta", _at("/desk/policy/zeitung"), whole=True),
    "nowhere": Scene("anna", _at("/desk/nowhere")),
}
