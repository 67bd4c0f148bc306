"""Every field's limits at its edge: what is just right is accepted, what is one over is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Cast, bearer, submission
from tests.contract.problem_shape import pointers

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    from tests.contract.conftest import Post

    Client = TestClient[Any, Any]

URL = "https://example.org/"
LABEL = "b" * 63
LONGEST_ADDRESS = f"{'a' * 64}@{LABEL}.{LABEL}.{'c' * 58}.de"

GOOD: list[dict[str, Any]] = [
    {"content": "x"},
    {"content": "x" * 20_000},
    {"content": " " * 50 + "x" * 20_000 + "\n" * 50},
    {"content": "\U0001f600"},
    {"content": "\U0001fae8"},  # an emoji of Unicode 15, which older Pythons do not know
    {"content": "👩‍👩‍👧"},
    {"content": "e\u0301"},
    {"content": "<p></p>"},
    {"author_name": "x" * 245},
    {"author_name": "Ǻ" * 245},
    {"author_url": URL + "x" * (2_000 - len(URL))},
    {"author_url": ""},
    {"author_url": "  "},
    {"author_url": "http://bücher.example/ä?q=1#x"},
    {"author_url": "HTTPS://EXAMPLE.ORG"},
    {"author_url": "https://[2001:db8::1]:8080/"},
    {"post": "x" * 200},
    {"post": 0},
    {"post": -1},
    {"post": 10**199},
    {"parent": 17},
    {"parent": ""},
    {"parent": "x" * 200},
    {"permalink": "https://example.org/a#b"},
    {"locale": "de"},
    {"locale": "de_DE_formal"},
    {"locale": "zh-Hant-TW"},
    {"author_ip": "192.0.2.7"},
    {"author_ip": "2001:DB8::7"},
    {"author_ip": "::ffff:192.0.2.7"},
    {"author_ip": ""},
    {"author_user_agent": "x" * 5_000},
    {"external_id": "x" * 200},
    {"form_seconds": 0},
    {"form_seconds": 12.5},
    {"form_seconds": "12.5"},
    {"form_seconds": ""},
    {"form_seconds": 86_400},
    {"form_seconds": 10**300},
    {"honeypot": ""},
    {"honeypot": "x" * 5_000},
    {"external_id": 4711},
    {"meta": {}},
    {"meta": {f"k{number}": number for number in range(20)}},
    {"meta": {"x" * 100: "y" * 500}},
    {"author_email": LONGEST_ADDRESS},
    {"author_email": "  erika@example.org\n"},
    {"author_email": "erika@bücher.example"},
    {"author_email": "erika@xn--bcher-kva.example"},
    {"author_email": "jörg@bücher.example"},
    {"author_email": "用户@例子.广告"},
    {"author_email": "erika+moderato@example.org"},
    {"author_email": "o'neil@example.co.uk"},
]
BAD: list[tuple[str, object, str]] = [
    ("content", "", "required"),
    ("content", "x" * 20_001, "too_long"),
    ("content", 5, "type.text"),
    ("author_name", "", "required"),
    ("author_name", "   ", "required"),
    ("author_name", "\u200b", "blank"),
    ("author_name", "x" * 246, "too_long"),
    ("author_url", URL + "x" * (2_001 - len(URL)), "too_long"),
    ("author_url", "javascript:alert(1)", "url.invalid"),
    ("author_url", "ftp://example.org", "url.invalid"),
    ("author_url", "//example.org", "url.invalid"),
    ("author_url", "https:///path", "url.invalid"),
    ("author_url", "https://exa mple.org", "url.invalid"),
    ("author_url", "https://[::1", "url.invalid"),
    ("author_url", 5, "type.text"),
    ("post", "", "required"),
    ("post", "x" * 201, "too_long"),
    ("post", None, "required"),
    ("post", {}, "type.identifier"),
    ("parent", "x" * 201, "too_long"),
    ("permalink", "data:text/html,x", "url.invalid"),
    ("locale", "deutsch!", "locale.invalid"),
    ("locale", "d", "locale.invalid"),
    ("author_ip", "192.0.2.256", "ip.invalid"),
    ("author_ip", "192.0.2.07", "ip.invalid"),
    ("author_ip", "fe80::1%" + "x" * 100, "too_long"),
    ("author_ip", 3232235777, "type.text"),
    ("external_id", "x" * 201, "too_long"),
    ("form_seconds", -1, "seconds.invalid"),
    ("form_seconds", "12,5", "seconds.invalid"),
    ("form_seconds", "bald", "seconds.invalid"),
    ("form_seconds", True, "seconds.invalid"),
    ("form_seconds", [], "seconds.invalid"),
    ("honeypot", 5, "type.text"),
    ("honeypot", "a\0b", "text.nul"),
    ("meta", {f"k{number}": number for number in range(21)}, "too_many"),
    ("meta", "x", "type.object"),
    ("author_email", "", "email.invalid"),
    ("author_email", "erika", "email.invalid"),
    ("author_email", "erika@example", "email.invalid"),
    ("author_email", "@example.org", "email.invalid"),
    ("author_email", "erika@@example.org", "email.invalid"),
    ("author_email", "erika@example..org", "email.invalid"),
    ("author_email", ".erika@example.org", "email.invalid"),
    ("author_email", "erika muster@example.org", "email.invalid"),
    ("author_email", "Erika <erika@example.org>", "email.invalid"),
    ("author_email", "erika@[192.0.2.7]", "email.invalid"),
    ("author_email", "erika@example.org\r\nBcc: x@example.org", "email.invalid"),
    ("author_email", "erika@geheim.test", "email.invalid"),
    ("author_email", "erika@geheim.invalid", "email.invalid"),
    ("author_email", "erika@localhost", "email.invalid"),
    ("author_email", "erika@drucker.local", "email.invalid"),
    ("author_email", "erika@geheim.onion", "email.invalid"),
    ("author_email", "a" + LONGEST_ADDRESS, "too_long"),
    ("author_email", "a" * 100_000 + "@example.org", "too_long"),
    ("author_email", None, "required"),
]
UNSEEN = {
    "white space": " \t\r\n\u00a0\u2003\u3000",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "combining": "\u0301\u0308\u20dd",
    "spacing combining": "\u0903\u093e",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "empty Braille": "\u2800",
    "direction marks": "\u200e\u200f\u202a\u202e\u2066",
    "soft hyphen": "\u00ad",
    "tags": "\U000e0001\U000e0041",
    "variation selectors": "\ufe0f\U000e0100",
    "line separators": "\u2028\u2029",
    "control": "\x01\x7f\x85",
    "mixed": " \u200b\u0301\u3164\n",
}


def _name(changes: object) -> str:
    return ascii(changes)[:40]


@pytest.mark.parametrize("changes", GOOD, ids=_name)
async def test_what_is_within_the_limits_is_accepted(post: Post, changes: dict[str, Any]) -> None:
    """The longest, the shortest and the most international that is allowed gets its 202."""
    assert (await post(**changes))["status"] == "pending"


@pytest.mark.parametrize(("field", "value", "code"), BAD, ids=_name)
async def test_what_is_over_the_limits_is_named(
    client: Client, site_key: str, field: str, value: object, code: str
) -> None:
    """One over the limit is 422 with the field's pointer, and the value is not said back."""
    answer = await client.post("/v1/comments", json=submission(**{field: value}), headers=bearer(site_key))
    assert await pointers(answer) == {f"#/{field}": code}
    if isinstance(value, str) and len(value) > 3:
        assert value not in await answer.text()
        assert "geheim" not in await answer.text()


@pytest.mark.parametrize("content", UNSEEN.values(), ids=UNSEEN)
async def test_a_content_nobody_can_see_is_refused(client: Client, site_key: str, content: str) -> None:
    """White space, zero-width, combining characters and fillers are no comment: 422 on `#/content`."""
    answer = await client.post("/v1/comments", json=submission(content=content), headers=bearer(site_key))
    assert set(await pointers(answer)) == {"#/content"}


async def test_every_bad_field_is_named_in_one_answer(client: Client, site_key: str) -> None:
    """All fields bad at once: one 422 with every pointer, those inside `meta` included."""
    bad = {
        "content": "\u200b",
        "author_name": "x" * 300,
        "author_email": "geheim@geheim.test",
        "author_url": "javascript:x",
        "post": [],
        "parent": 1.5,
        "permalink": "x",
        "locale": "?",
        "author_ip": "x",
        "author_user_agent": 5,
        "external_id": False,
        "form_seconds": "x",
        "honeypot": False,
        "meta": {"a": [], "b": "y" * 501, "": 1, "c": {"d": 1}},
        "unknown": "x",
    }
    answer = await client.post("/v1/comments", json=bad, headers=bearer(site_key))
    found = await pointers(answer)
    assert set(found) == {f"#/{name}" for name in bad if name != "meta"} | {
        "#/meta/a",
        "#/meta/b",
        "#/meta/",
        "#/meta/c",
    }
    assert "geheim" not in await answer.text()


META = {
    "text": " as it is \n",
    "number text": "1." + "0" * 400,
    "int": 2**63,
    "big": 10**300,
    "negative": -0.0,
    "float": 1.5,
    "whole float": 1.0,
    "tiny": 5e-324,
    "true": True,
    "false": False,
    "null": None,
    "empty": "",
    " key ": "kept",
    "html": "<script>alert('ä')</script>",
}


async def test_meta_is_handed_back_untouched(client: Client, site_key: str, post: Post) -> None:
    """Every kind of value comes back as it was, of the same type, white space and all."""
    receipt = await post(meta=META, external_id="x-1")
    answer = await client.get(f"/v1/comments/{receipt['id']}", headers=bearer(site_key))
    found = (await answer.json())["meta"]
    assert {key: repr(value) for key, value in found.items()} == {k: repr(v) for k, v in META.items()}


async def test_markup_is_stored_and_given_back_as_sent(client: Client, cast: Cast, post: Post) -> None:
    """HTML and scripts in every field reach a moderator's program unchanged, as JSON and not as HTML."""
    markup = "<script>alert(\"x\")</script> & <img src=x onerror='y'> \u2028 {{7*7}} ${x}"
    sent = {
        "content": markup,
        "author_name": markup,
        "post": markup,
        "parent": markup,
        "external_id": markup,
        "author_user_agent": markup,
        "author_url": "https://example.org/<script>\"'",
        "permalink": "https://example.org/?<b>",
        "meta": {markup: markup},
    }
    receipt = await post(**sent)
    answer = await client.get(f"/v1/review/comments/{receipt['id']}", headers=bearer(cast.anna))
    assert answer.content_type == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    found = await answer.json()
    del sent["author_user_agent"]  # it is for scorers, and shown to nobody
    assert {name: found[name] for name in sent} == sent
