"""Decisions with a window to take them back, and endpoints that hear of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from service.administration import add_webhook
from service.domain.decision import Outcome
from service.domain.moderator import Moderator, Role
from service.review import Choice
from service.storage import keys
from service.storage.codec import text
from tests.conftest import SITE
from tests.integration.waiting import store, waiting
from workers.notify import notify
from workers.sweep import sweep_due

if TYPE_CHECKING:
    from service.context import Context

ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))
BERTA = Moderator("berta", "Berta", Role.SENIOR, (SITE,))
REJECT, APPROVE = Choice(Outcome.REJECT, "insult"), Choice(Outcome.APPROVE)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Give what endpoints are told: each one's URL and the event's type."""
    told: list[tuple[str, str]] = []

    class Answer:
        status = 204

        def close(self) -> None:
            """There is nothing to close."""

    def request(_: str, url: str, *, body: bytes, **__: object) -> Answer:
        told.append((url, json.loads(body)["type"]))
        return Answer()

    monkeypatch.setattr("workers.notify._pool", type("Pool", (), {"request": staticmethod(request)}))
    return told


@pytest.fixture
def window(context: Context) -> Context:
    """Give a context with two endpoints, whose moderators have ten seconds to think better of it."""
    for number in (1, 2):
        add_webhook(context, SITE, f"http://127.0.0.1/{number}")
    return replace(context, settings=context.settings.model_copy(update={"undo_seconds": 10}))


def flagged(context: Context) -> str:
    """Store a comment that waits; give its id."""
    made = waiting()
    store(context, [made])
    return made.id


def let_pass(context: Context) -> None:
    """Let the window pass, and notify tell what is due."""
    for delivery in context.redis.zrange(keys.DUE, 0, -1):
        context.redis.zadd(keys.DUE, {text(delivery): 1})
    context.redis.delete(keys.SWEEP)
    sweep_due(context)
    tell_all(context)


def tell_all(context: Context) -> None:
    """Run the jobs that wait for notify."""
    for job in context.queues.notify.get_jobs():
        notify(context, job.args[0])
        job.delete()
