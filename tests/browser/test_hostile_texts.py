"""Markup, scripts, overrides, Zalgo, endless words in every field: shown as text, in a layout that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.administration import add_moderator
from service.domain.moderator import Moderator, Role
from service.domain.score import Attribute, Signal
from service.review import note
from tests.browser.board import article, rows, shows
from tests.browser.desks import DESKTOP, PHONE, Screen
from tests.browser.seeds import Written, put_in
from tests.conftest import PASSWORD, SITE

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

    from service.context import Context
    from tests.browser.desks import Desks

HACK = "window.hacked = true"
TURNED = """() => [...document.querySelectorAll("article *, .row *")]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3
    && /[\\u202a-\\u202e\\u2066-\\u2069]/.test(node.data)))
  .filter((each) => !/isolate|plaintext/.test(getComputedStyle(each).unicodeBidi))
  .map((each) => each.outerHTML.slice(0, 200))"""
"""Gives the elements whose own text holds an override that reaches beyond them."""
HOSTILE = {
    "scripts": f"<script>{HACK}</script><img src=x onerror='{HACK}'><svg onload='{HACK}'>"
    f'<a href="javascript:{HACK}">x</a>',
    "breaking out": f"\"'></textarea></template></script><script>{HACK}</script>"
    "<style>*{display:none}</style>&lt;b&gt;",
    "templates": "{{ 7 * 7 }} {% include 'x' %} ${hacked} <!-- --> ]]> \\u003cscript\\u003e",
    "bidi overrides": "\u202egnal nebeil \u2066\u2067 abc \u202d\u2069 שלום \u200f مرحبا",
    "Zalgo": "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u030a\u0310\u0315\u0321\u0334" * 40,
    "one word": "Donau" * 4_000,
    "wide letters": "\ufdfd" * 600 + "𒐫" * 600,
    "line ends": "a\n" * 5_000 + "\r\r\u2028\u2029\x0b\x0c",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 500,
    "invisible": "\u200b\u00ad\u2060" * 2_000 + "x",
}


def write_everywhere(context: Context, text: str) -> list[str]:
    """Put a text into every field that a site, an author or a moderator fills in; give the comments' ids."""
    url = f"https://example.org/{text[:900]}"
    fields = {
        "author_name": text[:245],
        "post": text[:200],
        "permalink": url,
        "author_url": url,
        "email": "a@example.org",
        "signals": (Signal("links", Attribute.SPAM, text[:300]), Signal(text[:60], Attribute.SPAM, "x")),
    }
    parent, child = put_in(
        context,
        [
            Written(text[:19_000] + " oben", external_id=text[:200], toxicity=0.8, **fields),  # type: ignore[arg-type]
            Written(text[:19_000] + " unten", parent=text[:200], **fields),  # type: ignore[arg-type]
        ],
    )
    hostile = Moderator("mallory", text[:100], Role.MODERATOR, (SITE,))
    add_moderator(context, hostile, PASSWORD)
    note(context, hostile, child, text[:2_000])
    return [child, parent]


def fits(page: Page) -> bool:
    """Say whether the page is no wider than its window."""
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        " && document.body.scrollWidth <= document.documentElement.clientWidth"
    )
    return wide


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_it_is_shown_safely_and_the_layout_holds(
    context: Context, desks: Desks, text: str, screen: Screen
) -> None:
    """Nothing of it runs, hides or becomes part of the page, and nothing is wider than the window."""
    ids = write_everywhere(context, text)
    page = desks.open("anna", screen)
    dialogs: list[str] = []

    def note_down(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note_down)
    for at, comment_id in enumerate(ids):
        shows(page, comment_id)
        assert fits(page)
        expect(article(page).locator("script, style, img, iframe, object, svg[onload]")).to_have_count(0)
        approve = article(page).locator('[data-choice="approve"]')
        expect(approve).to_be_in_viewport()
        box = approve.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= screen.width
        if at == 0:
            page.keyboard.press("j")
    assert rows(page) == ids
    assert page.evaluate("window.hacked") is None
    assert not dialogs


def test_what_turns_the_text_around_stays_inside(context: Context, desks: Desks) -> None:
    """Names and texts of strangers are isolated: an override in one turns nothing beside it around."""
    [comment_id] = put_in(
        context, [Written(HOSTILE["bidi overrides"], author_name=HOSTILE["bidi overrides"])]
    )
    page = desks.open("anna")
    shows(page, comment_id)
    assert page.evaluate(TURNED) == []
