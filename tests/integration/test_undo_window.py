"""The undo window: a moderator's decision is told when it can no longer be taken back unheard."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from service import review
from service.administration import add_webhook
from service.domain.comment import Status
from service.erase import erase
from service.queue import living_workers
from service.storage import comments, keys, webhooks
from service.storage.codec import text
from tests.conftest import SITE
from tests.integration.everything import everything
from tests.integration.processes import running, wait_until
from tests.integration.together import together
from tests.integration.undoing import ANNA, APPROVE, BERTA, REJECT, flagged, heard, let_pass, tell_all, window
from workers.notify import notify
from workers.sweep import sweep_due

if TYPE_CHECKING:
    from pathlib import Path

    from service.context import Context

__all__ = ["heard", "window"]


def test_a_decision_is_told_once_the_window_is_over(window: Context, heard: list[tuple[str, str]]) -> None:
    """Before it no job is made and the sweep leaves it; after it each endpoint is told once."""
    which = flagged(window)
    before = window.now().timestamp()
    review.decide(window, ANNA, which, REJECT)
    assert window.queues.notify.count == 0
    due: list[Any] = window.redis.zrange(keys.DUE, 0, -1, withscores=True)
    assert all(before + 10 <= moment <= window.now().timestamp() + 10 for _, moment in due)
    sweep_due(window)
    assert window.queues.notify.count == 0
    let_pass(window)
    assert sorted(heard) == [(f"http://127.0.0.1/{n}", "comment.rejected") for n in (1, 2)]
    assert webhooks.count(window.redis) == (0, 0)
    assert not window.redis.exists(keys.held(which), keys.DUE)


def test_within_the_window_nothing_is_ever_heard(window: Context, heard: list[tuple[str, str]]) -> None:
    """Decided, taken back, decided otherwise, taken back: no delivery is left, and none was made."""
    which = flagged(window)
    for choice in (REJECT, APPROVE):
        review.decide(window, ANNA, which, choice)
        assert review.undo(window, ANNA, which).status is Status.FLAGGED
        assert webhooks.count(window.redis) == (0, 0)
    let_pass(window)
    assert heard == []
    review.decide(window, ANNA, which, APPROVE)
    let_pass(window)
    assert {kind for _, kind in heard} == {"comment.approved"}
    assert len(heard) == 2


def test_after_the_window_the_undo_is_told_at_once(window: Context, heard: list[tuple[str, str]]) -> None:
    """Whoever heard of the decision hears that the comment waits again, without waiting for a window."""
    which = flagged(window)
    review.decide(window, ANNA, which, REJECT)
    let_pass(window)
    review.undo(window, BERTA, which)
    tell_all(window)
    assert [kind for _, kind in heard] == ["comment.rejected"] * 2 + ["comment.flagged"] * 2


def test_only_who_heard_of_it_is_told_that_it_was_taken_back(
    window: Context, heard: list[tuple[str, str]]
) -> None:
    """One endpoint was told just before the undo, the other was not and never will be."""
    which = flagged(window)
    review.decide(window, ANNA, which, REJECT)
    one, _ = webhooks.endpoints(window.redis, [SITE])[SITE]
    ids = [text(each) for each in window.redis.hkeys(keys.held(which))]
    first = next(each for each in ids if (webhooks.load(window.redis, each) or [None, None])[1] == one)
    notify(window, first)
    assert heard == [(one.url, "comment.rejected")]
    review.undo(window, ANNA, which)
    tell_all(window)
    let_pass(window)
    assert heard == [(one.url, "comment.rejected"), (one.url, "comment.flagged")]


def test_a_reversal_taken_back_leaves_the_first_decision_to_be_told(
    window: Context, heard: list[tuple[str, str]]
) -> None:
    """Of two decisions within one window, taking back the second cancels its deliveries alone."""
    which = flagged(window)
    review.decide(window, ANNA, which, REJECT)
    review.reverse(window, ANNA, which, APPROVE)
    assert webhooks.count(window.redis)[0] == 4
    review.undo(window, ANNA, which)
    assert webhooks.count(window.redis)[0] == 2
    let_pass(window)
    assert [kind for _, kind in heard] == ["comment.rejected"] * 2


def test_a_reversal_after_the_window_is_told(window: Context, heard: list[tuple[str, str]]) -> None:
    """The site is told of the later decision as of the first."""
    which = flagged(window)
    review.decide(window, ANNA, which, REJECT)
    let_pass(window)
    review.reverse(window, BERTA, which, APPROVE)
    let_pass(window)
    assert [kind for _, kind in heard] == ["comment.rejected"] * 2 + ["comment.approved"] * 2


def test_erasing_within_the_window_cancels(window: Context, heard: list[tuple[str, str]]) -> None:
    """Of a comment that was erased nobody is told, and no delivery keeps its id."""
    which = flagged(window)
    review.decide(window, ANNA, which, REJECT)
    erase(window, SITE, which)
    left = {key for key, held in everything(window.redis) if which in key or which.encode() in held}
    assert left == {keys.audit(SITE)}
    let_pass(window)
    assert heard == []


def test_telling_and_taking_back_at_once_never_leave_a_site_with_the_wrong_word(
    window: Context, heard: list[tuple[str, str]]
) -> None:
    """Notify and undo at the same moment: what an endpoint heard last is how the comment stands."""
    for _ in range(60):
        heard.clear()
        which = flagged(window)
        review.decide(window, ANNA, which, REJECT)
        ids = [text(each) for each in window.redis.hkeys(keys.held(which))]
        together(
            *(partial(notify, window, each) for each in ids),
            partial(review.undo, window, ANNA, which),
        )
        told = len(heard)
        tell_all(window)
        (comment,) = comments.load(window.redis, [which])
        assert comment is not None
        assert comment.status is Status.FLAGGED
        for number in (1, 2):
            kinds = [kind for url, kind in heard if url.endswith(str(number))]
            assert kinds in ([], ["comment.rejected", "comment.flagged"], ["comment.flagged"] * 2)
        assert len(heard) == 2 * told
        assert webhooks.count(window.redis) == (0, 0)


def test_the_supervisor_wakes_in_time(context: Context, tmp_path: Path) -> None:
    """With real processes a decision arrives some seconds after its window, not at the next long sweep."""
    received = Event()

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()
            received.set()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        add_webhook(context, SITE, f"http://127.0.0.1:{server.server_port}/")
        hasty = replace(context, settings=context.settings.model_copy(update={"undo_seconds": 2}))
        with running(context.settings, tmp_path / "log", "service", "work", "notify"):
            wait_until(lambda: living_workers(context.queues.notify), "a worker")
            begun = time.monotonic()
            review.decide(hasty, ANNA, flagged(context), REJECT)
            assert received.wait(30)
            assert time.monotonic() - begun > 1.9
        server.shutdown()
