"""Bodies made to break us get a 4xx in problem+json, soon, and nothing is stored of them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from service.storage import keys
from tests.conftest import bearer, submission
from tests.contract.problem_shape import pointers, problem

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    from service.context import Context

    Client = TestClient[Any, Any]

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def _with(value: str) -> bytes:
    """Write a good submission with one more piece of raw JSON in `meta`."""
    return json.dumps(submission())[:-1].encode() + b', "meta": {"x": ' + value.encode() + b"}}"


MALFORMED: dict[str, bytes] = {
    "empty": b"",
    "white space": b" \r\n",
    "half an object": b'{"content": "x"',
    "single quotes": b"{'content': 'x'}",
    "comma at the end": b'{"content": "x",}',
    "two documents": b"{} {}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "NaN": _with("NaN"),
    "Infinity": _with("Infinity"),
    "minus Infinity": _with("-Infinity"),
    "a key twice": b'{"content": "x", "content": "y"}',
    "a key twice, deep": _with('{"a": 1, "a": 2}'),
    "a key twice, escaped": b'{"post": "x", "p\\u006fst": "y"}',
    "invalid UTF-8": b'{"content": "\xff\xfe"}',
    "latin-1": '{"content": "für"}'.encode("latin-1"),
    "UTF-16": '{"content": "x"}'.encode("utf-16"),
    "overlong UTF-8": b'{"content": "\xc0\xaf"}',
    "surrogates in UTF-8": b'{"content": "\xed\xa0\x80"}',
    "NUL bytes": b"\0" * 1000,
    "control characters": b'{"content": "a\x01b"}',
    "deep lists": b"[" * 100_000,
    "deep lists, closed": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 80_000 + b"1" + b"}" * 80_000,
    "a huge number": _with("1" * 100_000),
}
INVALID: dict[str, tuple[bytes, dict[str, str]]] = {
    "a list": (b"[]", {"#": "type.object"}),
    "a text": (b'"content"', {"#": "type.object"}),
    "a number": (b"1", {"#": "type.object"}),
    "null": (b"null", {"#": "type.object"}),
    "1e999": (_with("1e999"), {"#/meta/x": "meta.nested"}),
    "a list inside": (_with("[1]"), {"#/meta/x": "meta.nested"}),
    "lone surrogate": (
        json.dumps(submission(content="a\ud800b")).encode(),
        {"#/content": "text.surrogate"},
    ),
    "lone surrogate in meta": (_with('"\\udfff"'), {"#/meta/x": "text.surrogate"}),
    "NUL": (json.dumps(submission(author_name="a\0b")).encode(), {"#/author_name": "text.nul"}),
    "surrogate in a name": (
        json.dumps({**submission(), "a\ud800": 1}).encode(),
        {"#": "invalid"},
    ),
    "surrogate in a meta name": (
        json.dumps(submission(meta={"\ud800": 1})).encode(),
        {"#/meta/\ufffd\ufffd\ufffd": "text.surrogate"},
    ),
    "pointer characters in a name": (
        json.dumps({**submission(), "a/b~c": 1}).encode(),
        {"#/a~1b~0c": "unknown"},
    ),
    "a bool for text": (json.dumps(submission(content=True)).encode(), {"#/content": "type.text"}),
    "a bool for an id": (json.dumps(submission(post=True)).encode(), {"#/post": "type.identifier"}),
    "a float for an id": (json.dumps(submission(post=1.5)).encode(), {"#/post": "type.identifier"}),
    "a list for an address": (
        json.dumps(submission(author_email=["a@example.org"])).encode(),
        {"#/author_email": "type.text"},
    ),
    "a list for meta": (json.dumps(submission(meta=[])).encode(), {"#/meta": "type.object"}),
    "a long number for an id": (json.dumps(submission(post=10**300)).encode(), {"#/post": "too_long"}),
}


async def _stored(context: Context) -> int:
    return int(context.redis.zcard(keys.PENDING))


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
async def test_what_is_no_json_is_malformed(client: Client, site_key: str, body: bytes) -> None:
    """The answer is 400, and quotes nothing of the body."""
    headers = bearer(site_key) | {"Content-Type": JSON}
    found = await problem(await client.post("/v1/comments", data=body, headers=headers), 400, "malformed")
    assert len(found["detail"]) < 100


@pytest.mark.parametrize(("body", "expected"), INVALID.values(), ids=INVALID)
async def test_what_is_json_of_another_kind_is_invalid(
    client: Client, site_key: str, body: bytes, expected: dict[str, str]
) -> None:
    """The answer is 422 and points at the field, whatever the field is called."""
    headers = bearer(site_key) | {"Content-Type": JSON}
    assert await pointers(await client.post("/v1/comments", data=body, headers=headers)) == expected


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/octet-stream",
        "application/xml",
        "application/json-patch+json",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        f"{FORM}; charset=windows-1252",
        "garbage",
        ";;",
    ],
)
async def test_other_formats_are_not_supported(client: Client, site_key: str, content_type: str) -> None:
    """Neither another format nor another charset is guessed at: the answer is 415."""
    body = json.dumps(submission())
    headers = bearer(site_key) | {"Content-Type": content_type}
    answer = await client.post("/v1/comments", data=body.encode(), headers=headers)
    await problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF-8", '; charset="utf-8"'])
async def test_utf_8_may_be_named_or_not(client: Client, site_key: str, charset: str) -> None:
    """JSON is UTF-8 whether the header says so or not."""
    headers = bearer(site_key) | {"Content-Type": JSON + charset}
    body = json.dumps(submission(content="Grüße"), ensure_ascii=False).encode()
    assert (await client.post("/v1/comments", data=body, headers=headers)).status == 202


@pytest.mark.parametrize("path", ["/v1/comments", "/v1/review/decisions"])
@pytest.mark.parametrize("chunked", [False, True])
async def test_ten_megabytes_are_too_large(client: Client, cast: Any, path: str, *, chunked: bool) -> None:
    """10 MB are refused with 413, told in advance or not."""
    credential = cast.anna if "review" in path else cast.site_key

    async def stream() -> Any:
        for _ in range(160):
            yield b"a" * 65_536

    body = stream() if chunked else io.BytesIO(b"a" * 10_485_760)
    headers = bearer(credential) | {"Content-Type": JSON}
    try:
        answer = await client.post(path, data=body, headers=headers)
    except ConnectionError:  # the refusal came, and the connection was closed, while we were still sending
        return
    await problem(answer, 413, "too_large")


async def test_the_longest_submission_fits(client: Client, site_key: str) -> None:
    """The size limit leaves room for the longest content, however it is escaped."""
    body = json.dumps(submission(content="\U0001f600" * 20_000)).encode()
    assert len(body) > 240_000
    headers = bearer(site_key) | {"Content-Type": JSON}
    assert (await client.post("/v1/comments", data=body, headers=headers)).status == 202


async def test_a_body_with_many_bad_fields_is_answered_soon(client: Client, site_key: str) -> None:
    """Tens of thousands of unknown fields are one short 422, not a hang: the first hundred are named."""
    body = json.dumps({f"f{number}": 1 for number in range(40_000)}).encode()
    headers = bearer(site_key) | {"Content-Type": JSON}
    answer = await client.post("/v1/comments", data=body, headers=headers)
    assert len(await pointers(answer)) == 100


async def test_nothing_of_a_refused_body_is_stored(client: Client, context: Context, site_key: str) -> None:
    """After all kinds of refusals Redis holds no comment and no job."""
    for body in [*MALFORMED.values(), *(body for body, _ in INVALID.values())]:
        headers = bearer(site_key) | {"Content-Type": JSON, "Idempotency-Key": "k"}
        assert (await client.post("/v1/comments", data=body, headers=headers)).status in (400, 422)
    assert await _stored(context) == 0
    assert context.queues.screen.count == 0
    assert not list(context.redis.scan_iter("moderato:idempotency:*"))
