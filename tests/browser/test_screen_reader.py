"""What a screen reader is told, and where the focus goes: names, roles, order, and what is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from service.web.texts import Texts
from tests.browser.board import article, press, shows
from tests.browser.seeds import Written, flagged, put_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")
FOCUSED = """() => {
  const each = document.activeElement;
  if (each === document.body) return "";
  return each.dataset.choice ?? each.id ?? each.getAttribute("name") ?? each.tagName;
}"""
SKELETON = """
- link "{skip}"
- banner:
  - link "{name}"
  - navigation "{areas}":
    - link "{queue}"
- main:
  - region "{open}":
    - heading "{open}" [level=1]
    - navigation "{queues}"
    - list
  - region "{comment}":
    - article "Erika Muster":
      - heading "Erika Muster" [level=2]
      - region "{why}"
      - region "{scores}"
      - button "{approve}"
      - group "{reject}"
      - textbox "{note}"
      - button "{skip_it}"
      - button "{escalate}"
"""


def test_the_page_reads_as_it_looks(context: Context, desks: Desks) -> None:
    """Landmarks, headings and buttons have roles and names, in the order in which they are worked with."""
    [comment_id] = put_in(context, [Written("Was für ein Unsinn")])
    page = desks.open("anna")
    shows(page, comment_id)
    names = {
        "skip": say("base.skip"),
        "name": say("base.name"),
        "areas": say("base.navigation"),
        "queue": say("base.queue"),
        "open": say("queue.title_flagged"),
        "queues": say("queue.queues"),
        "comment": say("queue.comment"),
        "why": say("comment.why"),
        "scores": say("comment.scores"),
        "approve": say("comment.approve"),
        "reject": say("comment.reject"),
        "note": say("comment.note"),
        "skip_it": say("comment.skip"),
        "escalate": say("comment.escalate"),
    }
    expect(page.locator("body")).to_match_aria_snapshot(SKELETON.format(**names))


def walk(page: Page, steps: int) -> list[str]:
    """Press Tab so often; give what has the focus after each."""
    found = []
    for _ in range(steps):
        press(page, "Tab")
        found.append(page.evaluate(FOCUSED))
    return found


def test_the_focus_goes_from_the_text_to_the_buttons(context: Context, desks: Desks) -> None:
    """A new comment's text has the focus, so that it is read out; Tab leads on to the buttons, in order."""
    ids = flagged(context, 2)
    page = desks.open("anna")
    shows(page, ids[0])
    expect(article(page).locator("[data-text]")).to_be_focused()
    press(page, "a")
    shows(page, ids[1])
    expect(article(page).locator("[data-text]")).to_be_focused()
    reached = walk(page, 40)
    order = ["approve", "reject:insult", "skip", "escalate"]
    found = [reached.index(each) for each in order]
    assert found == sorted(found)


def test_the_first_stop_skips_to_the_content(desks: Desks) -> None:
    """Tab and Enter on a fresh page lead past the navigation."""
    page = desks.open("anna", path="/desk/settings")
    press(page, "Tab")
    expect(page.get_by_role("link", name=say("base.skip"))).to_be_focused()
    press(page, "Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_happens_is_announced(context: Context, desks: Desks) -> None:
    """Decisions are told in a live region, politely, and where the focus is stays clear."""
    ids = flagged(context, 2)
    page = desks.open("anna")
    shows(page, ids[0])
    toasts = page.locator("#toasts")
    expect(toasts).to_have_attribute("aria-live", "polite")
    press(page, "a")
    expect(toasts).to_contain_text(say("script.done_approve"))
    shows(page, ids[1])
    press(page, "r")
    expect(toasts).to_contain_text(say("script.done_reject"))
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page.locator("#stage")).to_be_focused()


def test_a_closed_dialog_gives_the_focus_back(context: Context, desks: Desks) -> None:
    """After the list of keys is closed, one is where one was."""
    ids = flagged(context, 1)
    page = desks.open("anna")
    shows(page, ids[0])
    article(page).locator('[data-choice="skip"]').focus()
    press(page, "?", "Escape")
    expect(article(page).locator('[data-choice="skip"]')).to_be_focused()
