"""What goes wrong around a moderator's desk: nothing that was typed or decided is lost, and it is told."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.domain.comment import Status
from service.embedded_redis import EmbeddedRedis
from service.storage import keys, sessions
from service.web.texts import Texts
from tests.browser.board import article, become, press, shows, stored
from tests.browser.seeds import flagged
from tests.browser.test_signing_in import fill_in
from tests.conftest import PASSWORD
from tests.contract.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")
NOISE = r"net::ERR_[A-Z_]+|status of (401|503)"
"""What Chromium itself says of requests that trouble meets."""


class Service:
    """The API, stopped and started again at the same address."""

    def __init__(self, context: Context) -> None:
        self._context, self._running, self._port = context, ExitStack(), 0

    def start(self) -> str:
        """Start it; give its address."""
        self._port = self._running.enter_context(serving(self._context, port=self._port))
        return f"http://127.0.0.1:{self._port}"

    def stop(self) -> None:
        """Stop it."""
        self._running.close()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """Run a Redis for this test alone, which it may stop."""
    with EmbeddedRedis(tmp_path) as server:
        yield server


@pytest.fixture
def service(context: Context) -> Iterator[Service]:
    """Give the API, which a test may stop."""
    given = Service(context)
    yield given
    given.stop()


@pytest.fixture
def address(service: Service) -> str:
    """Serve the desk; give its address."""
    return service.start()


@pytest.fixture
def page(desks: Desks) -> Page:
    """Give Anna's desk, in a world with trouble."""
    opened = desks.open("anna")
    desks.watch(opened).expect(NOISE)
    return opened


def end_sessions(context: Context, moderator: str) -> None:
    """End a moderator's sessions as time would."""
    with context.redis.pipeline() as pipe:
        sessions.end(pipe, moderator, [token for token, _ in sessions.of_moderator(context.redis, moderator)])
        pipe.execute()


def write_note(page: Page, text: str) -> None:
    """Type a note and leave its field, without saving it."""
    press(page, "n")
    page.keyboard.type(text)
    press(page, "Escape")


def note_of(context: Context, comment_id: str) -> str:
    """Give the note that went with a decision."""
    decision = stored(context, [comment_id])[0].decision
    return decision.note if decision else ""


def test_the_api_may_go_and_come_back(context: Context, service: Service, page: Page) -> None:
    """The loss is shown; decisions and the note typed meanwhile arrive once it is back, without a reload."""
    ids = flagged(context, 3)
    shows(page, ids[0])
    page.evaluate("window.stayed = true")
    expect(page.locator(f'.row[data-id="{ids[2]}"]')).to_be_visible()
    service.stop()
    lost = page.locator("#link-state")
    expect(lost).to_be_visible()
    write_note(page, "Während der Störung geschrieben")
    press(page, "r")
    shows(page, ids[1])
    expect(lost).to_have_text(say("script.lost", count=1))
    press(page, "a")
    service.start()
    become(context, ids[:2], Status.REJECTED, Status.APPROVED)
    expect(lost).to_be_hidden()
    assert note_of(context, ids[0]) == "Während der Störung geschrieben"
    assert page.evaluate("window.stayed")


def test_redis_may_go_and_come_back(context: Context, redis_server: EmbeddedRedis, page: Page) -> None:
    """The desk says so and recovers by itself; a page asked for meanwhile says in words what is wrong."""
    ids = flagged(context, 3)
    shows(page, ids[0])
    expect(page.locator(f'.row[data-id="{ids[2]}"]')).to_be_visible()
    redis_server.stop()
    expect(page.locator("#link-state")).to_be_visible()
    press(page, "a")
    other = page.context.new_page()
    other.goto("/desk/queue")
    expect(other.get_by_role("heading", level=1)).not_to_have_text("")
    redis_server.restart()
    become(context, ids[:1], Status.APPROVED)
    expect(page.locator("#link-state")).to_be_hidden()
    other.goto("/desk/queue")
    shows(other, ids[1])


def test_a_session_that_ends_in_mid_decision(context: Context, page: Page) -> None:
    """The desk asks to sign in; afterwards the decision is made, with its note, and one is where one was."""
    ids = flagged(context, 2)
    shows(page, ids[0])
    end_sessions(context, "anna")
    write_note(page, "Vor dem Ablauf geschrieben")
    press(page, "r")
    page.locator("#toasts").get_by_role("button", name=say("script.sign_in")).click()
    fill_in(page, "anna", PASSWORD)
    become(context, ids[:1], Status.REJECTED)
    assert note_of(context, ids[0]) == "Vor dem Ablauf geschrieben"
    shows(page, ids[1])


def test_a_note_outlives_the_session(context: Context, page: Page) -> None:
    """What was typed and not sent is in its field again after signing in."""
    ids = flagged(context, 1)
    shows(page, ids[0])
    write_note(page, "Noch nicht fertig")
    end_sessions(context, "anna")
    page.reload()
    fill_in(page, "anna", PASSWORD)
    shows(page, ids[0])
    page.goto(f"/desk/comments/{ids[0]}")
    expect(article(page).locator("textarea[name=note]")).to_have_value("Noch nicht fertig")


def test_nobody_decides_in_anothers_name(context: Context, page: Page) -> None:
    """What waits to be sent when a session ends is not sent for whoever signs in next in the same window."""
    ids = flagged(context, 2)
    shows(page, ids[0])
    end_sessions(context, "anna")
    context.redis.delete(keys.claim(ids[0]))  # as it would expire
    press(page, "r")
    shows(page, ids[1])
    page.locator("#toasts").get_by_role("button", name=say("script.sign_in")).click()
    fill_in(page, "berta", PASSWORD)
    shows(page, ids[1])
    press(page, "a")
    become(context, ids, Status.FLAGGED, Status.APPROVED)


def test_a_decision_whose_answer_was_lost_is_made_once(context: Context, page: Page) -> None:
    """It is sent again, and the second time it is no error that it had arrived."""
    ids = flagged(context, 2)
    shows(page, ids[0])

    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        if "choice=approve" not in (route.request.post_data or ""):
            return route.continue_()
        lost.append(route.request.url)
        route.fetch()
        return route.abort()

    address = f"**/desk/comments/{ids[0]}"
    page.route(address, lose_the_answer)
    with page.expect_event("requestfailed"):
        press(page, "a")
    page.unroute(address)
    assert lost
    become(context, ids[:1], Status.APPROVED)
    shows(page, ids[1])
    press(page, "r")
    become(context, ids[1:], Status.REJECTED)
    expect(page.locator(".toast.bad")).to_have_count(0)
