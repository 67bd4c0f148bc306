"""Deciding many at once: chosen ones, all in a view, a campaign, an author; the count is confirmed first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from service.domain.comment import Status
from service.domain.decision import Outcome
from service.domain.moderator import Moderator, Role
from service.review import Choice, claim, decide
from service.storage import keys
from service.web.texts import Texts
from tests.browser.board import article, become, press, shows, stored
from tests.browser.seeds import Written, flagged, put_in
from tests.conftest import SITE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")
BERTA = Moderator("berta", "Berta", Role.SENIOR, (SITE,))
LOAN = "Guten Tag, ich biete Ihnen einen privaten Kredit ohne Schufa zu zwei Prozent, schreiben Sie mir"


def choose_all(page: Page) -> None:
    """Choose one, which opens the bar, and in the bar all of the view."""
    press(page, "x")
    page.locator("#bulk input[name=all]").check()


def confirm(page: Page, number: int, choice: str) -> None:
    """Press the button that decides, and then the one that confirms so many."""
    page.locator(f'#bulk button[value="{choice}"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(number))
    page.get_by_role("button", name=re.compile(rf"\b{number}\b")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(number))


def test_chosen_ones_are_decided_together(context: Context, desks: Desks) -> None:
    """Chosen by keys in the list, counted, confirmed; the others wait on. One undo takes all of them back."""
    ids = flagged(context, 6)
    page = desks.open("anna")
    shows(page, ids[0])
    press(page, "x", "j")
    shows(page, ids[1])
    press(page, "x", "j")
    shows(page, ids[2])
    press(page, "x")
    expect(page.locator("#chosen")).to_have_text(say("script.chosen", count=3))
    confirm(page, 3, "approve")
    become(context, ids, *[Status.APPROVED] * 3, *[Status.FLAGGED] * 3)
    page.get_by_role("button", name=say("queue.undo")).click()
    become(context, ids, Status.FLAGGED)


def test_nothing_happens_before_it_is_confirmed(context: Context, desks: Desks) -> None:
    """The count is shown first, and going back changes nothing."""
    ids = flagged(context, 3)
    page = desks.open("anna")
    shows(page, ids[0])
    choose_all(page)
    page.locator('#bulk button[value="reject"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3")
    page.get_by_role("link", name=say("queue.bulk_cancel")).click()
    shows(page, ids[0])
    assert {each.status for each in stored(context, ids)} == {Status.FLAGGED}


def test_all_of_a_view_but_what_came_later(context: Context, desks: Desks) -> None:
    """All in the filter are decided, with a reason; what the filter leaves out or came meanwhile is not."""
    about = [
        Written(f"Unsinn {place} zum Markt", post="markt", email=f"{place}@example.org") for place in range(4)
    ]
    inside = put_in(context, about)
    outside = flagged(context, 2)
    page = desks.open("anna", path="/desk/queue?post=markt")
    expect(page.locator("#rows .row")).to_have_count(4)
    expect(page.locator("html.scripted")).to_be_attached()
    choose_all(page)
    page.locator("#bulk-reason").select_option("off_topic")
    page.route("**/desk/events", lambda route: route.abort())
    [late] = put_in(context, [Written("Noch ein später Unsinn", post="markt", email="late@example.org")])
    confirm(page, 4, "reject")
    become(context, inside, Status.REJECTED)
    assert {each.status for each in stored(context, [late, *outside])} == {Status.FLAGGED}
    decision = stored(context, inside[:1])[0].decision
    assert decision
    assert decision.reasons[0].code == "off_topic"


def test_a_campaign_is_one_decision(context: Context, desks: Desks) -> None:
    """From one comment of a campaign a link leads to all of it, and one decision rejects them."""
    others = flagged(context, 2)
    campaign = put_in(
        context,
        [Written(f"{LOAN} {'!' * place}", 0.95, email=f"kredit{place}@example.org") for place in range(5)],
    )
    page = desks.open("anna", path=f"/desk/comments/{campaign[2]}")
    shows(page, campaign[2])
    article(page).get_by_role("link", name=say("comment.same_campaign")).click()
    expect(page.locator("#rows .row")).to_have_count(5)
    expect(page.locator("html.scripted")).to_be_attached()
    choose_all(page)
    confirm(page, 5, "reject")
    become(context, campaign, Status.REJECTED)
    assert {each.status for each in stored(context, others)} == {Status.FLAGGED}


def test_all_from_one_author(context: Context, desks: Desks) -> None:
    """`Approve all from this author` is a link to that author's comments, and one decision."""
    own = put_in(
        context,
        [Written(f"Mein {place}. Kommentar, ihr Lieben", email="oft@example.org") for place in range(3)],
    )
    others = flagged(context, 2)
    page = desks.open("anna", path=f"/desk/comments/{own[0]}")
    shows(page, own[0])
    article(page).locator('.context a[href*="author="]').click()
    expect(page.locator("#rows .row")).to_have_count(3)
    expect(page.locator("html.scripted")).to_be_attached()
    choose_all(page)
    confirm(page, 3, "approve")
    become(context, own, Status.APPROVED)
    assert {each.status for each in stored(context, others)} == {Status.FLAGGED}


def test_what_others_hold_or_decided_is_left_and_told(context: Context, desks: Desks) -> None:
    """Of those chosen a colleague decided one and holds another: the rest is decided, and both are told."""
    ids = flagged(context, 4)
    page = desks.open("anna")
    shows(page, ids[0])
    for comment_id in ids:
        page.locator(f'.row[data-id="{comment_id}"] input').check()
    page.locator('#bulk button[value="approve"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("4")
    decide(context, BERTA, ids[1], Choice(Outcome.REJECT))
    claim(context, BERTA, ids[2])
    assert context.redis.get(keys.claim(ids[2]))
    page.get_by_role("button", name=re.compile(r"\b4\b")).click()
    expect(page.locator("#bulk-card")).to_contain_text(re.compile("berta", re.IGNORECASE))
    become(context, ids, Status.APPROVED, Status.REJECTED, Status.FLAGGED, Status.APPROVED)
