"""The desk with JavaScript off: links and forms alone lead from sign-in to decided comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from service.domain.comment import Status
from service.storage import sessions
from service.web.texts import Texts
from tests.browser.board import article, become, stored
from tests.browser.desks import Screen
from tests.browser.seeds import flagged
from tests.browser.test_signing_in import fill_in
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")
PLAIN = Screen(scripts=False)


def test_one_signs_in_and_decides_one_after_the_other(context: Context, desks: Desks) -> None:
    """Each decision leads to the next comment, and what was decided last can be taken back."""
    ids = flagged(context, 3)
    page = desks.stranger(PLAIN)
    page.goto("/desk")
    fill_in(page, "anna", PASSWORD)
    for at, choice in enumerate(("approve", "reject:spam")):
        expect(article(page)).to_have_attribute("data-id", ids[at])
        article(page).locator("textarea[name=note]").fill(f"Notiz {at}")
        article(page).locator(f'[data-choice="{choice}"]').click()
    expect(article(page)).to_have_attribute("data-id", ids[2])
    become(context, ids, Status.APPROVED, Status.REJECTED, Status.FLAGGED)
    assert [each.decision.note for each in stored(context, ids[:2]) if each.decision] == [
        "Notiz 0",
        "Notiz 1",
    ]
    page.get_by_role("button", name=say("queue.undo")).click()
    expect(article(page)).to_have_attribute("data-id", ids[1])
    become(context, ids[1:2], Status.FLAGGED)
    article(page).locator('[data-choice="skip"]').click()
    expect(article(page)).to_have_attribute("data-id", ids[2])


def test_a_session_that_ended_keeps_the_form(context: Context, desks: Desks) -> None:
    """The decision and its note come back after signing in, to be confirmed."""
    ids = flagged(context, 2)
    page = desks.open("anna", PLAIN)
    expect(article(page)).to_have_attribute("data-id", ids[0])
    with context.redis.pipeline() as pipe:
        sessions.end(pipe, "anna", [token for token, _ in sessions.of_moderator(context.redis, "anna")])
        pipe.execute()
    desks.watch(page).expect("status of 401")
    article(page).locator("textarea[name=note]").fill("Vor dem Ablauf")
    article(page).locator('[data-choice="approve"]').click()
    expect(page.get_by_text(say("sign_in.kept"))).to_be_visible()
    fill_in(page, "anna", PASSWORD)
    page.get_by_role("button", name=say("sign_in.kept_do")).click()
    become(context, ids[:1], Status.APPROVED)
    decision = stored(context, ids[:1])[0].decision
    assert decision
    assert decision.note == "Vor dem Ablauf"
    expect(article(page)).to_have_attribute("data-id", ids[1])


def test_lists_go_on_and_open(context: Context, desks: Desks) -> None:
    """The list has its next page behind a link, and each row opens its comment."""
    ids = flagged(context, 130)
    page = desks.open("anna", PLAIN)
    seen = []
    while True:
        seen += page.locator("#rows .row").evaluate_all("all => all.map(each => each.dataset.id)")
        if not page.locator("#more").count():
            break
        page.locator("#more").click()
        page.wait_for_load_state()
    assert seen == ids
    page.locator(f'.row[data-id="{ids[-1]}"] a').click()
    expect(article(page)).to_have_attribute("data-id", ids[-1])
    expect(page).to_have_url(re.compile(ids[-1]))
