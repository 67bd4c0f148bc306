"""Raw bytes on the wire: whatever comes, the answer is a problem in time, and the next client is served."""

from __future__ import annotations

import gzip
import json
import socket
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from service.context import Context
from tests.conftest import submission
from tests.contract.live import PATIENCE, answered, say, serving
from tests.contract.problem_shape import checked

if TYPE_CHECKING:
    from collections.abc import Iterator


BODY_TIMEOUT = 0.3


@pytest.fixture
def port(context: Context) -> Iterator[int]:
    """Serve the API with a short patience for slow clients."""
    hasty = context.settings.model_copy(update={"body_timeout": BODY_TIMEOUT})
    opened = Context.open(hasty)
    with serving(opened, idle=1.0) as port:
        yield port
    opened.redis.close()


def _head(site_key: str, *lines: str) -> bytes:
    start = ("POST /v1/comments HTTP/1.1", "Host: x", f"Authorization: Bearer {site_key}", *lines)
    return ("\r\n".join(start) + "\r\n\r\n").encode("latin-1")


def _refused(raw: bytes, *statuses: int) -> str:
    """Check that an answer is one of the refusals, in problem+json; give its code."""
    head, _, body = raw.partition(b"\r\n\r\n")
    assert int(head.split()[1]) in statuses, raw[:300]
    assert b"application/problem+json" in head
    return str(checked(body)["code"])


UNREADABLE = {
    "no HTTP": b"hello\r\n\r\n",
    "TLS": bytes.fromhex("16030100ca010000c603030000000000") + b"\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: x\r\nnothing\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    "a long path": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 5_000 + b"\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked"
    b"\r\n\r\n0\r\n\r\n",
    "a bad length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_http_is_malformed(port: int, raw: bytes) -> None:
    """Not even a request that no handler sees gets an answer of another shape."""
    assert _refused(say(port, raw), 400) == "malformed"


def test_bad_chunks_are_malformed(port: int, site_key: str) -> None:
    """A body whose chunks are no chunks is the client's fault, not ours."""
    head = _head(site_key, "Content-Type: application/json", "Transfer-Encoding: chunked")
    assert _refused(say(port, head + b"5\r\nabc\r\nzz\r\n\r\n"), 400) == "malformed"


def test_an_unknown_expectation_is_ignored(port: int, site_key: str) -> None:
    """`Expect: 100-continue` gets its 100; anything else is served as if it were not there."""
    body = json.dumps(submission()).encode()
    lines = ("Content-Type: application/json", f"Content-Length: {len(body)}")
    assert say(port, _head(site_key, *lines, "Expect: the-moon") + body).startswith(b"HTTP/1.1 202")
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(_head(site_key, *lines, "Expect: 100-continue"))
        assert answered(connection).startswith(b"HTTP/1.1 100")
        connection.sendall(body)
        assert answered(connection).startswith(b"HTTP/1.1 202")


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "unknown"])
def test_packed_bodies_are_not_unpacked(port: int, site_key: str, packing: str) -> None:
    """A gzip bomb is refused before a byte of it is unpacked, and so is what we could not unpack."""
    bomb = gzip.compress(b" " * 20_000_000, 1)
    lines = ("Content-Type: application/json", f"Content-Encoding: {packing}", f"Content-Length: {len(bomb)}")
    assert _refused(say(port, _head(site_key, *lines) + bomb), 415) == "unsupported_media_type"


def test_a_slow_body_times_out(port: int, site_key: str) -> None:
    """A body that comes a byte at a time is cut off with 408 when its time is up."""
    head = _head(site_key, "Content-Type: application/json", "Content-Length: 100000")
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(head + b"{")
        begun = time.monotonic()
        assert _refused(answered(connection), 408) == "timeout"
        assert BODY_TIMEOUT * 0.9 < time.monotonic() - begun < PATIENCE / 3


def test_a_slow_head_is_hung_up_on(port: int) -> None:
    """A client that never finishes its request's head does not hold a connection for ever."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(b"GET /docs HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert answered(connection) == b""


def test_a_client_that_goes_away_harms_nobody(port: int, site_key: str) -> None:
    """After clients that hung up in the middle of their bodies the next one is served."""
    head = _head(site_key, "Content-Type: application/json", "Content-Length: 100000")
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connection.sendall(head + b"{")
    assert say(port, b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_any_bytes_as_a_body_are_refused(port: int, site_key: str) -> None:
    """Random bytes, as JSON and as a form, are 400 or 422 and never a 5xx."""

    @seed(1)
    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        body=st.binary(max_size=300)
        | st.text(max_size=100).map(lambda text: json.dumps({"content": text, "post": text}).encode())
        | st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=8,
        ).map(lambda document: json.dumps(document).encode()),
        media=st.sampled_from(["application/json", "application/x-www-form-urlencoded"]),
    )
    def ask(body: bytes, media: str) -> None:
        head = _head(site_key, f"Content-Type: {media}", f"Content-Length: {len(body)}", "Connection: close")
        _refused(say(port, head + body), 400, 422)

    ask()


def test_any_header_is_survived(port: int, site_key: str) -> None:
    """Random bytes in the headers we read never make a 5xx."""

    @seed(1)
    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        name=st.sampled_from(
            ["Authorization", "Idempotency-Key", "Prefer", "Accept-Language", "X-Request-Id", "Content-Type"]
        ),
        value=st.binary(max_size=400).map(lambda raw: raw.translate(None, b"\r\n\0").decode("latin-1")),
    )
    def ask(name: str, value: str) -> None:
        given = {"Content-Type": "application/json", name: value}
        body = json.dumps(submission()).encode()
        lines = [f"{key}: {each}" for key, each in given.items()]
        raw = say(port, _head(site_key, *lines, f"Content-Length: {len(body)}", "Connection: close") + body)
        assert 200 <= int(raw.split()[1]) < 500, raw

    ask()
