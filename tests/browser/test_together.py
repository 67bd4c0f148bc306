"""Two moderators at once: claims, lost races, and what one does appears at the other's desk."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.domain.comment import Status
from service.domain.decision import Outcome
from service.domain.errors import ClaimedByAnother
from service.domain.moderator import Moderator, Role
from service.erase import erase
from service.review import Choice, claim, decide
from service.storage import claims, keys
from service.web.texts import Texts
from tests.browser.board import article, become, press, rows, shows, stored
from tests.browser.seeds import Written, flagged, put_in
from tests.conftest import SITE
from tests.integration.processes import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")
BERTA = Moderator("berta", "Berta", Role.SENIOR, (SITE,))


def test_two_moderators_never_begin_with_the_same_comment(context: Context, desks: Desks) -> None:
    """The second one is given the next comment, and sees in the list who works on the first."""
    ids = flagged(context, 4)
    anna = desks.open("anna")
    shows(anna, ids[0])
    wait_until(lambda: claims.holders(context.redis, ids)[0] == "anna", "Anna holds the first one")
    berta = desks.open("berta")
    for each in (anna, berta):
        desks.watch(each).expect("status of 409")  # both may reach for the same next one: one is passed on
    shows(berta, ids[1])
    expect(berta.locator(f'.row[data-id="{ids[0]}"]')).to_contain_text("Anna")
    expect(anna.locator(f'.row[data-id="{ids[1]}"]')).to_contain_text("Berta")
    press(anna, "a")
    shows(anna, ids[2])
    wait_until(
        lambda: claims.holders(context.redis, ids)[2] == "anna", "it is hers: Berta may reach for it, too"
    )
    press(berta, "r")
    shows(berta, ids[3])
    become(context, ids[:2], Status.APPROVED, Status.REJECTED)


def decide_once_it_expires(context: Context, comment_id: str) -> None:
    """Let Berta decide what Anna has claimed; a page that cannot hear may claim it twice."""

    def decided() -> bool:
        context.redis.delete(keys.claim(comment_id))
        with suppress(ClaimedByAnother):
            decide(context, BERTA, comment_id, Choice(Outcome.APPROVE))
            return True
        return False

    wait_until(decided, "Berta has decided")


def test_a_lost_race_tells_who_was_first(context: Context, desks: Desks) -> None:
    """A decision on what a colleague has decided changes nothing, and says so by name."""
    ids = flagged(context, 3)
    anna = desks.open("anna")
    desks.watch(anna).expect("status of 409")
    shows(anna, ids[0])
    anna.route("**/desk/events", lambda route: route.abort())  # a desk that has not heard of it
    desks.watch(anna).expect("ERR_FAILED")
    with anna.expect_response(lambda answer: "choice=claim" in (answer.request.post_data or "")):
        anna.reload()
    shows(anna, ids[0])
    decide_once_it_expires(context, ids[0])
    press(anna, "r")
    expect(anna.locator("#toasts")).to_contain_text(re.compile("berta", re.IGNORECASE))
    assert stored(context, ids[:1])[0].status is Status.APPROVED
    shows(anna, ids[1])


def test_what_a_colleague_decides_goes_from_the_list(context: Context, desks: Desks) -> None:
    """Without reloading the row goes and the count falls; a comment under one's eyes says who decided it."""
    ids = flagged(context, 5)
    page = desks.open("anna")
    shows(page, ids[0])
    expect(page).to_have_title(re.compile(r"^\(5\) "))
    decide(context, BERTA, ids[3], Choice(Outcome.APPROVE))
    expect(page.locator(f'.row[data-id="{ids[3]}"]')).to_have_count(0)
    expect(page).to_have_title(re.compile(r"^\(4\) "))
    decide_once_it_expires(context, ids[0])
    expect(article(page).get_by_role("alert")).to_contain_text("Berta")
    press(page, "r")
    shows(page, ids[1])
    assert stored(context, ids[:1])[0].status is Status.APPROVED


def test_a_new_flag_appears_without_reloading(context: Context, desks: Desks) -> None:
    """An empty desk shows a flagged comment at once; a more urgent one joins the list at the top."""
    page = desks.open("anna")
    expect(page.locator("[data-empty]")).to_be_visible()
    [first] = put_in(context, [Written("Was für ein Unsinn", toxicity=0.8)])
    shows(page, first)
    [urgent] = put_in(context, [Written("Noch viel größerer Unsinn", toxicity=0.99)])
    expect(page.locator("#rows .row")).to_have_count(2)
    assert rows(page) == [urgent, first]
    shows(page, first)
    expect(page).to_have_title(re.compile(r"^\(2\) "))


def test_a_comment_erased_under_ones_eyes(context: Context, desks: Desks) -> None:
    """The desk says that it is gone; nothing can be decided any more, and the next one is a key away."""
    ids = flagged(context, 3)
    page = desks.open("anna")
    desks.watch(page).expect("status of 404")
    shows(page, ids[0])
    erase(context, SITE, ids[0])
    expect(article(page).get_by_role("alert")).to_have_text(say("script.gone_erased"))
    press(page, "j")
    shows(page, ids[1])
    press(page, "a")
    become(context, ids[1:2], Status.APPROVED)
    expect(page.locator(f'.row[data-id="{ids[0]}"]')).to_have_count(0)


def test_a_look_that_began_earlier_undoes_no_news(context: Context, desks: Desks) -> None:
    """What is heard while the list is being read stands, though the list knows nothing of it yet."""
    ids = flagged(context, 2)
    page = desks.open("anna")
    shows(page, ids[0])
    row = page.locator(f'.row[data-id="{ids[1]}"]')
    looks = [0]

    def answer_late(route: Route) -> None:
        """Read the list, let Berta take its second comment, and answer only when that was heard."""
        read = route.fetch()
        looks[0] += 1
        if looks[0] == 1:
            claim(context, BERTA, ids[1])
            page.wait_for_function(
                "id => document.querySelector(`[data-id='${id}']`).dataset.holder", arg=ids[1]
            )
        route.fulfill(response=read)

    page.route("**/desk/queue/rows?*", answer_late)
    put_in(context, [Written("Noch ein Unsinn", toxicity=0.8)])
    expect(page.locator("#rows .row")).to_have_count(3)
    assert looks[0] > 1, "it looked again"
    expect(row.locator("[data-held]")).to_have_text("Berta arbeitet daran")


def test_one_sites_news_are_not_the_others(context: Context, desks: Desks) -> None:
    """Carl of the other paper hears and sees nothing of this one's comments."""
    carl = desks.open("carl")
    expect(carl.locator("[data-empty]")).to_be_visible()
    flagged(context, 2)
    [own] = put_in(context, [Written("Unsinn im Blatt", site="blatt")])
    shows(carl, own)
    assert rows(carl) == [own]
    expect(carl).to_have_title(re.compile(r"^\(1\) "))


@pytest.mark.parametrize("happened", ["erased", "decided"])
def test_what_happened_before_the_stream_was_open_is_told(
    context: Context, desks: Desks, happened: str
) -> None:
    """News that nobody heard are made up for: a comment under one's eyes was erased or decided meanwhile."""
    [comment_id] = flagged(context, 1)
    page = desks.open("anna", path="/desk/keys")
    desks.watch(page).expect("status of (404|409)")
    streams: list[Route] = []
    page.route("**/desk/events", lambda route: streams.append(route), times=1)  # noqa: PLW0108 - Playwright marks it
    with page.expect_request("**/desk/events"):
        page.goto(f"/desk/comments/{comment_id}")
    shows(page, comment_id)
    wait_until(lambda: claims.holders(context.redis, [comment_id])[0], "she holds it")
    context.redis.delete(keys.claim(comment_id))  # as it would expire
    if happened == "erased":
        erase(context, SITE, comment_id)
    else:
        decide(context, BERTA, comment_id, Choice(Outcome.APPROVE))
    streams[0].continue_()
    told = say("script.gone_erased") if happened == "erased" else "Berta"
    expect(article(page).locator("header .notice:visible")).to_contain_text(told)
