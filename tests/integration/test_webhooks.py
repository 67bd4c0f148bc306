"""The notify stage: decisions are told to a site's endpoint, signed, and again if need be."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from service.administration import add_webhook
from service.queue import NOTIFY
from service.replay import redeliver
from service.storage import keys, webhooks
from service.storage.codec import text
from service.storage.connection import connect_worker
from tests.conftest import SITE, bearer, submission
from workers import sweep
from workers.station import Station, install
from workers.worker import HardenedWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiohttp.test_utils import TestClient

    from service.context import Context
    from tests.conftest import Cast

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


@pytest.fixture
def notify_all(context: Context) -> Callable[[], None]:
    """Give a function that runs a real worker until the notify queue is empty."""

    def work() -> None:
        install(Station(context))
        connection = connect_worker(context.settings.redis_url or "")
        HardenedWorker(NOTIFY, connection).work(burst=True, logging_level="WARNING")
        connection.close()

    return work


async def _post_insult(client: TestClient[Any, Any], cast: Cast) -> str:
    answer = await client.post("/v1/comments", json=submission(content=INSULT), headers=bearer(cast.site_key))
    comment_id: str = (await answer.json())["id"]
    return comment_id


def _signature(secret: str, headers: dict[str, str], body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _make_due(context: Context) -> None:
    """Let the next try's time come."""
    for delivery_id in context.redis.zrange(keys.DUE, 0, -1):
        context.redis.zadd(keys.DUE, {text(delivery_id): 0})
    sweep.sweep(context)


async def test_each_decision_is_told_signed_and_without_a_word_of_the_comment(
    client: TestClient[Any, Any],
    cast: Cast,
    context: Context,
    receiver: Receiver,
    screen_all: Callable[[], None],
    notify_all: Callable[[], None],
) -> None:
    """A flag by the policy and a moderator's rejection arrive in order, each signed."""
    _, secret = add_webhook(context, SITE, receiver.url)
    comment_id = await _post_insult(client, cast)
    screen_all()
    notify_all()
    decision = {"outcome": "reject", "reason": "insult"}
    await client.post(f"/v1/review/comments/{comment_id}/decision", json=decision, headers=bearer(cast.anna))
    notify_all()
    assert [json.loads(body)["type"] for _, body in receiver.received] == [
        "comment.flagged",
        "comment.rejected",
    ]
    for headers, body in receiver.received:
        assert headers["webhook-signature"] == _signature(secret, headers, body)
        assert json.loads(body)["data"]["id"] == comment_id
        assert b"Vollidiot" not in body
        assert b"erika" not in body.lower()
    assert webhooks.count(context.redis) == (0, 0)


async def test_a_failing_endpoint_is_told_later_under_the_same_id(
    client: TestClient[Any, Any],
    cast: Cast,
    context: Context,
    receiver: Receiver,
    screen_all: Callable[[], None],
    notify_all: Callable[[], None],
) -> None:
    """A 500 is tried again when its time has come; the receiver knows the delivery by its id."""
    add_webhook(context, SITE, receiver.url)
    receiver.statuses[:] = [500]
    await _post_insult(client, cast)
    screen_all()
    notify_all()
    assert webhooks.count(context.redis) == (1, 0)
    _make_due(context)
    notify_all()
    first, second = (headers["webhook-id"] for headers, _ in receiver.received)
    assert first == second
    assert webhooks.count(context.redis) == (0, 0)


async def test_an_endpoint_that_stays_away_is_given_up_and_can_be_told_again(
    client: TestClient[Any, Any],
    cast: Cast,
    context: Context,
    receiver: Receiver,
    screen_all: Callable[[], None],
    notify_all: Callable[[], None],
) -> None:
    """After ten attempts the delivery is put aside, with its error, and `redeliver` sends it."""
    add_webhook(context, SITE, receiver.url)
    receiver.statuses[:] = [503] * 10
    await _post_insult(client, cast)
    screen_all()
    notify_all()
    for _ in range(9):
        _make_due(context)
        notify_all()
    assert webhooks.count(context.redis) == (0, 1)
    assert webhooks.undelivered(context.redis)[0].error == "503"
    assert redeliver(context) == 1
    notify_all()
    assert webhooks.count(context.redis) == (0, 0)
    assert len(receiver.received) == 11


async def test_an_endpoint_that_is_gone_is_told_nothing_more(
    client: TestClient[Any, Any],
    cast: Cast,
    context: Context,
    receiver: Receiver,
    screen_all: Callable[[], None],
    notify_all: Callable[[], None],
) -> None:
    """410 removes the endpoint, as the standard asks."""
    add_webhook(context, SITE, receiver.url)
    receiver.statuses[:] = [410]
    await _post_insult(client, cast)
    screen_all()
    notify_all()
    assert webhooks.endpoints(context.redis, [SITE])[SITE] == []
    assert webhooks.count(context.redis) == (0, 0)


async def test_a_lost_job_is_swept_and_an_erased_comment_told_to_nobody(
    client: TestClient[Any, Any],
    cast: Cast,
    context: Context,
    receiver: Receiver,
    screen_all: Callable[[], None],
    notify_all: Callable[[], None],
) -> None:
    """A delivery whose job vanished is made after the sweep; one about an erased comment is dropped."""
    add_webhook(context, SITE, receiver.url)
    await _post_insult(client, cast)
    screen_all()
    context.queues.notify.empty()  # type: ignore[no-untyped-call]
    _make_due(context)
    notify_all()
    assert len(receiver.received) == 1
    erased = await _post_insult(client, cast)
    screen_all()
    await client.delete(f"/v1/comments/{erased}", headers=bearer(cast.site_key))
    notify_all()
    assert len(receiver.received) == 1
    assert webhooks.count(context.redis) == (0, 0)
