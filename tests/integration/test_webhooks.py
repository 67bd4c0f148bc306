"""The notify stage: decisions are told to a site's endpoint, signed, and again if need be."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient

from service.administration import add_webhook
from service.context import Context
from service.queue import NOTIFY
from service.replay import redeliver
from service.storage import keys, webhooks
from service.storage.codec import text
from service.storage.connection import connect_worker
from tests.conftest import SITE, Cast, bearer, submission
from workers import sweep
from workers.station import Station, install
from workers.worker import HardenedWorker

if TYPE_CHECKING:
    from collections.abc import Iterator


INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"


@dataclass
class Receiver:
    """A site's endpoint: answers with the statuses it is given, then with 204."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run an endpoint on loopback."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.statuses.pop(0) if kept.statuses else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/moderato"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Stage:
    """A site with an endpoint, and the workers between the two."""

    client: TestClient[Any, Any]
    cast: Cast
    context: Context
    receiver: Receiver
    screen_all: Callable[[], None]
    secret: str = ""

    async def post_insult(self) -> str:
        """Post a comment that is flagged, and screen it; give its id."""
        answer = await self.client.post(
            "/v1/comments", json=submission(content=INSULT), headers=bearer(self.cast.site_key)
        )
        self.screen_all()
        comment_id: str = (await answer.json())["id"]
        return comment_id

    def notify_all(self) -> None:
        """Run a real worker until the notify queue is empty."""
        install(Station(self.context))
        connection = connect_worker(self.context.settings.redis_url or "")
        HardenedWorker(NOTIFY, connection).work(burst=True, logging_level="WARNING")
        connection.close()

    def make_due(self) -> None:
        """Let the next try's time come."""
        for delivery_id in self.context.redis.zrange(keys.DUE, 0, -1):
            self.context.redis.zadd(keys.DUE, {text(delivery_id): 0})
        sweep.sweep(self.context)

    def not_made(self) -> tuple[int, int]:
        """Count the deliveries that wait, and those that were given up."""
        return webhooks.count(self.context.redis)


@pytest.fixture
async def stage(
    client: TestClient[Any, Any],
    cast: Cast,
    context: Context,
    receiver: Receiver,
    screen_all: Callable[[], None],
) -> Stage:
    """Set the stage."""
    _, secret = add_webhook(context, SITE, receiver.url)
    return Stage(client, cast, context, receiver, screen_all, secret)


def _signature(secret: str, headers: dict[str, str], body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


async def test_each_decision_is_told_signed_and_without_a_word_of_the_comment(stage: Stage) -> None:
    """A flag by the policy and a moderator's rejection arrive in order, each signed."""
    comment_id = await stage.post_insult()
    stage.notify_all()
    await stage.client.post(
        f"/v1/review/comments/{comment_id}/decision",
        json={"outcome": "reject", "reason": "insult"},
        headers=bearer(stage.cast.anna),
    )
    stage.notify_all()
    received = stage.receiver.received
    assert [json.loads(body)["type"] for _, body in received] == ["comment.flagged", "comment.rejected"]
    for headers, body in received:
        assert headers["webhook-signature"] == _signature(stage.secret, headers, body)
        assert json.loads(body)["data"]["id"] == comment_id
        assert b"Vollidiot" not in body
        assert b"erika" not in body.lower()
    assert stage.not_made() == (0, 0)


async def test_a_failing_endpoint_is_told_later_under_the_same_id(stage: Stage) -> None:
    """A 500 is tried again when its time has come; the receiver knows the delivery by its id."""
    stage.receiver.statuses[:] = [500]
    await stage.post_insult()
    stage.notify_all()
    assert stage.not_made() == (1, 0)
    stage.make_due()
    stage.notify_all()
    first, second = (headers["webhook-id"] for headers, _ in stage.receiver.received)
    assert first == second
    assert stage.not_made() == (0, 0)


async def test_an_endpoint_that_stays_away_is_given_up_and_can_be_told_again(stage: Stage) -> None:
    """After ten attempts the delivery is put aside, with its error, and `redeliver` sends it."""
    stage.receiver.statuses[:] = [503] * 10
    await stage.post_insult()
    stage.notify_all()
    for _ in range(9):
        stage.make_due()
        stage.notify_all()
    assert stage.not_made() == (0, 1)
    assert webhooks.undelivered(stage.context.redis)[0].error == "503"
    assert redeliver(stage.context) == 1
    stage.notify_all()
    assert stage.not_made() == (0, 0)
    assert len(stage.receiver.received) == 11


async def test_an_endpoint_that_is_gone_is_told_nothing_more(stage: Stage) -> None:
    """410 removes the endpoint, as the standard asks."""
    stage.receiver.statuses[:] = [410]
    await stage.post_insult()
    stage.notify_all()
    assert webhooks.endpoints(stage.context.redis, [SITE])[SITE] == []
    assert stage.not_made() == (0, 0)


async def test_a_lost_job_is_swept_and_an_erased_comment_told_to_nobody(stage: Stage) -> None:
    """A delivery whose job vanished is made after the sweep; one about an erased comment is dropped."""
    await stage.post_insult()
    stage.context.queues.notify.empty()  # type: ignore[no-untyped-call]
    stage.make_due()
    stage.notify_all()
    assert len(stage.receiver.received) == 1
    erased = await stage.post_insult()
    await stage.client.delete(f"/v1/comments/{erased}", headers=bearer(stage.cast.site_key))
    stage.notify_all()
    assert len(stage.receiver.received) == 1
    assert stage.not_made() == (0, 0)
