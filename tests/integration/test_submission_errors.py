"""Every field's limits at its edge: what is just right is accepted, what is one over is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Cast, bearer, submission
from tests.contract.problem_shape import pointers
from tests.integration.field_limits import BAD, GOOD, UNSEEN

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    from tests.contract.conftest import Post

    Client = TestClient[Any, Any]


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
