"""A plain HTML form with WordPress's names is taken by the same rules as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from service.storage import comments
from tests.conftest import Cast, bearer
from tests.contract.problem_shape import pointers, problem

if TYPE_CHECKING:
    from aiohttp import ClientResponse
    from aiohttp.test_utils import TestClient

    from service.context import Context

    Client = TestClient[Any, Any]

FORM = "application/x-www-form-urlencoded"
GOOD = {
    "author": "Jörg Müßig",
    "email": "joerg@bücher.example",
    "url": "https://example.org/ä",
    "comment": "Schöne Grüße & viel Spaß!\r\n100 % = 1+1 😀",
    "comment_post_ID": "17",
    "comment_parent": "4",
}


async def _send(client: Client, key: str, body: bytes | dict[str, str], media: str = FORM) -> ClientResponse:
    raw = body if isinstance(body, bytes) else urlencode(body).encode()
    return await client.post("/v1/comments", data=raw, headers=bearer(key) | {"Content-Type": media})


@pytest.mark.parametrize("media", [FORM, f"{FORM}; charset=UTF-8"])
async def test_a_form_is_stored_as_json_would_be(client: Client, cast: Cast, media: str) -> None:
    """Percent-encoded umlauts, plus signs and line ends arrive as the reader typed them."""
    answer = await _send(client, cast.site_key, GOOD, media)
    assert answer.status == 202
    path = f"/v1/review/comments/{(await answer.json())['id']}"
    found = await (await client.get(path, headers=bearer(cast.anna))).json()
    assert found["content"] == GOOD["comment"]
    assert found["author_name"] == GOOD["author"]
    assert found["author_url"] == GOOD["url"]
    assert (found["post"], found["parent"]) == ("17", "4")
    assert "email" not in str(found).replace("email_traits", "")


async def test_a_form_tells_how_it_was_filled_in(client: Client, context: Context, site_key: str) -> None:
    """`form_seconds` and `honeypot` are read from a form too; more than a day counts as a day."""
    stored = []
    for more in (
        {"form_seconds": "2.5", "honeypot": "x"},
        {"form_seconds": "1e9"},
        {"form_seconds": "999999"},
        {},
    ):
        answer = await _send(client, site_key, {**GOOD, **more})
        if answer.status != 202:
            assert await pointers(answer) == {"#/form_seconds": "seconds.invalid"}
            continue
        (comment,) = comments.load(context.redis, [(await answer.json())["id"]])
        stored.append((comment and comment.form_seconds, comment and comment.honeypot))
    assert stored == [(2.5, True), (86_400.0, False), (None, False)]


@pytest.mark.parametrize("parent", ["0", "", " 0 "])
async def test_parent_zero_answers_no_comment(client: Client, cast: Cast, parent: str) -> None:
    """WordPress sends `comment_parent=0` where nothing is answered."""
    answer = await _send(client, cast.site_key, {**GOOD, "comment_parent": parent})
    path = f"/v1/review/comments/{(await answer.json())['id']}"
    assert (await (await client.get(path, headers=bearer(cast.anna))).json())["parent"] is None


async def test_a_form_without_a_web_page_is_good(client: Client, site_key: str) -> None:
    """Most readers leave the field for their web page empty; other fields of the form are ignored."""
    more = {
        "url": "",
        "wp-comment-cookies-consent": "yes",
        "submit": "Senden",
        "meta": "[",
        "ak_js": "1",
        "content": "not this",
        "author_email": "nor@this",
    }
    assert (await _send(client, site_key, {**GOOD, **more})).status == 202


async def test_bad_fields_are_named_as_in_json(client: Client, site_key: str) -> None:
    """The pointers are our fields' own names, all in one 422."""
    answer = await _send(
        client,
        site_key,
        {"author": " ", "email": "x", "url": "x", "comment": "\u200b", "comment_parent": "x"},
    )
    assert await pointers(answer) == {
        "#/author_name": "required",
        "#/author_email": "email.invalid",
        "#/author_url": "url.invalid",
        "#/content": "blank",
        "#/post": "required",
    }


@pytest.mark.parametrize(
    "body",
    [
        b"comment=%FF%FE",
        b"comment=\xff",
        "comment=für".encode("latin-1"),
        b"comment=f%FCr",
        b"comment=%ED%A0%80",
        b"comment=a&comment=b&author=" + b"x" * 10,
        b"&".join(b"f%d=1" % number for number in range(200)),
    ],
)
async def test_what_is_no_utf_8_form_is_malformed(client: Client, site_key: str, body: bytes) -> None:
    """Invalid UTF-8, raw or percent-encoded, a field sent twice, and a flood of fields are 400."""
    await problem(await _send(client, site_key, body), 400, "malformed")


@pytest.mark.parametrize("body", [b"", b"&&&", b"====", b"%", b"comment", b"[1]", b'{"content": "x"}'])
async def test_a_form_without_our_fields_lacks_them(client: Client, site_key: str, body: bytes) -> None:
    """Nonsense that is a form nevertheless gets the list of what is missing."""
    found = await pointers(await _send(client, site_key, body))
    assert found.keys() >= {"#/author_name", "#/author_email", "#/post"}


async def test_nul_in_a_form_is_invalid(client: Client, site_key: str) -> None:
    """A percent-encoded NUL is refused like one in JSON."""
    answer = await _send(client, site_key, {**GOOD, "comment": "a\0b"})
    assert await pointers(answer) == {"#/content": "text.nul"}


async def test_the_same_limits_hold(client: Client, site_key: str) -> None:
    """20,000 characters are accepted from a form, 20,001 are not."""
    assert (await _send(client, site_key, {**GOOD, "comment": "ü" * 20_000})).status == 202
    answer = await _send(client, site_key, {**GOOD, "comment": "ü" * 20_001})
    assert await pointers(answer) == {"#/content": "too_long"}
