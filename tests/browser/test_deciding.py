"""A morning's work by keys alone: decide, skip, escalate, note, take back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from service.domain.comment import Status
from service.domain.queues import Queue, queue_of
from service.storage import notes
from service.web.texts import Texts
from tests.browser.board import COUNT_MOUSE, article, become, press, rows, shows, stored
from tests.browser.seeds import Written, flagged, put_in
from tests.integration.processes import wait_until

if TYPE_CHECKING:
    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")


def test_fifty_comments_are_decided_by_keys_alone(context: Context, desks: Desks) -> None:
    """No mouse and no reload: each key decides, and the next comment is there."""
    ids = flagged(context, 50)
    page = desks.open("anna")
    page.evaluate(COUNT_MOUSE)
    for place, comment_id in enumerate(ids):
        shows(page, comment_id)
        expect(page).to_have_title(re.compile(rf"^\({50 - place}\) "))
        press(page, "r" if place % 3 == 0 else "a")
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^[^(]"))
    become(context, ids, *(Status.REJECTED if at % 3 == 0 else Status.APPROVED for at in range(50)))
    assert page.evaluate("[window.stayed, window.mouse]") == [True, 0]


def test_a_digit_rejects_with_the_reason_beside_it(context: Context, desks: Desks) -> None:
    """Each of the site's reasons has a key of its own, and the decision names it."""
    ids = flagged(context, 3)
    page = desks.open("anna")
    shows(page, ids[0])
    second = article(page).locator('[data-choice^="reject:"]').nth(1)
    expect(second).to_have_attribute("aria-keyshortcuts", "2")
    code = (second.get_attribute("data-choice") or "").partition(":")[2]
    press(page, "2")
    shows(page, ids[1])
    become(context, ids[:1], Status.REJECTED)
    decision = stored(context, ids[:1])[0].decision
    assert decision
    assert [reason.code for reason in decision.reasons] == [code]


def test_undo_takes_the_last_one_back(context: Context, desks: Desks) -> None:
    """One key, and the comment is there again, undecided; a second key takes back the one before."""
    ids = flagged(context, 4)
    page = desks.open("anna")
    for comment_id in ids[:3]:
        shows(page, comment_id)
        press(page, "a")
    shows(page, ids[3])
    become(context, ids[:3], Status.APPROVED)
    press(page, "u")
    shows(page, ids[2])
    press(page, "u")
    shows(page, ids[1])
    become(context, ids[:3], Status.APPROVED, Status.FLAGGED, Status.FLAGGED)
    press(page, "r")
    become(context, ids[1:2], Status.REJECTED)


def test_undo_right_after_a_decision_finds_it(context: Context, desks: Desks) -> None:
    """Whoever notices the mistake at once need not wait until the decision has arrived."""
    ids = flagged(context, 2)
    page = desks.open("anna")
    shows(page, ids[0])
    press(page, "a", "u")
    shows(page, ids[0])
    become(context, ids[:1], Status.FLAGGED)


def test_skipping_goes_on_and_keeps_it_waiting(context: Context, desks: Desks) -> None:
    """A skipped comment waits on, for somebody else or for later."""
    ids = flagged(context, 3)
    page = desks.open("anna")
    shows(page, ids[0])
    press(page, "s")
    shows(page, ids[1])
    assert stored(context, ids[:1])[0].status is Status.FLAGGED


def test_a_note_is_kept_and_shown(context: Context, desks: Desks) -> None:
    """What is noted stands in the comment's story; keys typed in the note decide nothing."""
    ids = flagged(context, 2)
    page = desks.open("anna")
    shows(page, ids[0])
    press(page, "n")
    page.keyboard.type("Rückfrage bei der Redaktion: ärgerlich, aber erlaubt?")
    press(page, "Control+Enter")
    expect(article(page).locator(".trail")).to_contain_text("Rückfrage bei der Redaktion")
    shows(page, ids[0])
    assert "Rückfrage" in notes.of(context.redis, ids[0])[0].text


def test_an_escalated_comment_is_for_the_senior(context: Context, desks: Desks) -> None:
    """It leaves the moderator's queue with its note; the senior finds it among the escalated, and decides."""
    ids = flagged(context, 2)
    page = desks.open("anna")
    shows(page, ids[0])
    press(page, "n")
    page.keyboard.type("Ist das noch Satire?")
    press(page, "Escape", "e")
    shows(page, ids[1])
    wait_until(lambda: queue_of(stored(context, ids[:1])[0]) is Queue.ESCALATED, "it is escalated")
    senior = desks.open("berta", path="/desk/queue?queue=escalated")
    shows(senior, ids[0])
    expect(article(senior)).to_contain_text("Ist das noch Satire?")
    press(senior, "a")
    become(context, ids[:1], Status.APPROVED)


def test_one_walks_the_list_without_deciding(context: Context, desks: Desks) -> None:
    """Down and up the list by keys; every step has an address of its own that opens the same comment."""
    ids = flagged(context, 5)
    page = desks.open("anna")
    shows(page, ids[0])
    assert rows(page) == ids
    press(page, "j", "j")
    shows(page, ids[2])
    press(page, "k")
    shows(page, ids[1])
    expect(page).to_have_url(re.compile(f"/desk/comments/{ids[1]}"))
    page.reload()
    shows(page, ids[1])


def test_more_of_the_list_stays(context: Context, desks: Desks) -> None:
    """The link below the list adds the next page to it, and a look at what is new takes none of it away."""
    ids = flagged(context, 40)
    page = desks.open("anna")
    shows(page, ids[0])
    page.locator("#more").click()
    expect(page.locator("#rows .row")).to_have_count(40)
    expect(page.locator("#more")).to_have_count(0)
    page.locator(f'.row[data-id="{ids[-1]}"] a').click()
    shows(page, ids[-1])
    [new] = put_in(context, [Written("Noch viel größerer Unsinn", toxicity=0.99)])
    expect(page.locator(f'.row[data-id="{new}"]')).to_have_count(1)
    assert rows(page) == [new, *ids]
    shows(page, ids[-1])


def test_a_question_mark_shows_the_keys(context: Context, desks: Desks) -> None:
    """`?` opens the list of keys, Escape closes it, and while it is open no key decides."""
    ids = flagged(context, 1)
    page = desks.open("anna")
    shows(page, ids[0])
    press(page, "?")
    dialog = page.get_by_role("dialog", name=say("keys.title"))
    expect(dialog).to_be_visible()
    press(page, "a", "Escape")
    expect(dialog).to_be_hidden()
    assert stored(context, ids)[0].status is Status.FLAGGED


def test_keys_can_be_turned_off(context: Context, desks: Desks) -> None:
    """Who dictates or uses a screen reader turns single keys off in the settings: then they do nothing."""
    ids = flagged(context, 2)
    page = desks.open("anna", path="/desk/settings")
    page.get_by_label(say("settings.shortcuts"), exact=True).uncheck()
    page.get_by_role("button", name=say("settings.save")).click()
    page.goto("/desk/queue")
    shows(page, ids[0])
    press(page, "a", "r", "s", "j")
    shows(page, ids[0])
    article(page).get_by_role("button", name=say("comment.approve")).press("Enter")
    shows(page, ids[1])
