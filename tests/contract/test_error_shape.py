"""One shape for every error, with stable codes, in the reader's language."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

from service.api.messages import FIELDS, PROBLEMS
from tests.conftest import Cast, bearer, submission
from tests.contract.problem_shape import pointers, problem

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    Client = TestClient[Any, Any]

CODES = {
    "malformed": 400,
    "unauthenticated": 401,
    "signed_out": 401,
    "sign_in_failed": 401,
    "wrong_code": 401,
    "wrong_password": 403,
    "cross_site": 403,
    "passwords_differ": 422,
    "provider_refused": 403,
    "not_a_moderator": 403,
    "provider_away": 503,
    "password_unfit": 422,
    "policy_changed": 409,
    "policy_not_found": 404,
    "too_many_tries": 429,
    "forbidden": 403,
    "not_found": 404,
    "comment_not_found": 404,
    "site_not_found": 404,
    "method_not_allowed": 405,
    "timeout": 408,
    "submission_in_progress": 409,
    "not_flagged": 409,
    "claimed_by_another": 409,
    "nothing_to_undo": 409,
    "nothing_to_reverse": 409,
    "changed_meanwhile": 409,
    "not_escalated": 409,
    "for_seniors": 403,
    "reason_unknown": 422,
    "too_large": 413,
    "unsupported_media_type": 415,
    "invalid": 422,
    "idempotency_key_reused": 422,
    "rate_limited": 429,
    "internal": 500,
    "queue_full": 503,
    "storage_unavailable": 503,
}
"""Stable: clients decide by them. A new one may come, none may change."""

ERRORS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("malformed", "POST", "/v1/comments", {"data": b"{", "headers": {"Content-Type": "application/json"}}),
    ("unauthenticated", "GET", "/v1/comments", {"headers": {"Authorization": ""}}),
    ("not_found", "GET", "/v1/nothing", {}),
    ("comment_not_found", "GET", "/v1/comments/none", {}),
    ("method_not_allowed", "PUT", "/v1/comments", {}),
    (
        "too_large",
        "POST",
        "/v1/comments",
        {"data": b" " * 600_000, "headers": {"Content-Type": "application/json"}},
    ),
    (
        "unsupported_media_type",
        "POST",
        "/v1/comments",
        {"data": b"x", "headers": {"Content-Type": "text/plain"}},
    ),
    ("invalid", "POST", "/v1/comments", {"json": {}}),
    ("invalid", "GET", "/v1/comments?limit=0", {}),
]


def test_the_codes_are_pinned() -> None:
    """Each code keeps its status."""
    assert {code: int(text.status) for code, text in PROBLEMS.items()} == CODES


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("code", "method", "path", "request_options"), ERRORS)
async def test_every_error_has_the_one_shape(
    client: Client,
    cast: Cast,
    language: str,
    code: str,
    method: str,
    path: str,
    request_options: dict[str, Any],
) -> None:
    """Status, media type, fields, language and request id are as pinned, whatever went wrong."""
    headers = {
        **bearer(cast.site_key),
        "Accept-Language": language,
        "X-Request-Id": "my-request-1",
        **request_options.get("headers", {}),
    }
    answer = await client.request(method, path, **{**request_options, "headers": headers})
    found = await problem(answer, CODES[code], code)
    assert found["request_id"] == "my-request-1"
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Vary"] == "Accept-Language"
    assert answer.headers["Cache-Control"] == "no-store"
    assert found["title"] == getattr(PROBLEMS[code].title, language)
    if code == "method_not_allowed":
        assert set(answer.headers["Allow"].split(",")) == {"GET", "POST"}
    if code == "unauthenticated":
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        (None, "Ungültige Angaben"),
        ("", "Ungültige Angaben"),
        ("fr", "Ungültige Angaben"),
        ("*", "Ungültige Angaben"),
        ("en-GB,en;q=0.9,de;q=0.8", "Invalid fields"),
        ("de-AT, en;q=0.5", "Ungültige Angaben"),
        ("en;q=0", "Ungültige Angaben"),
        ("fr, en;q=0.3, de;q=0.2", "Invalid fields"),
        (";;q=x,,", "Ungültige Angaben"),
    ],
)
async def test_german_unless_another_language_is_preferred(
    client: Client, site_key: str, accepted: str | None, title: str
) -> None:
    """German by default, English to whom prefers it, and nonsense in the header harms nobody."""
    headers = bearer(site_key) | ({"Accept-Language": accepted} if accepted is not None else {})
    answer = await client.post("/v1/comments", json={}, headers=headers)
    assert (await problem(answer, 422, "invalid"))["title"] == title


async def test_a_bad_request_id_is_replaced(client: Client) -> None:
    """What a client calls its request is taken over only if it can neither forge logs nor hold an address."""
    for given in ("max@example.org", "x" * 65, "a b", "192.0.2.7", 'a"b'):
        answer = await client.get("/v1/nothing", headers={"X-Request-Id": given})
        assert answer.headers["X-Request-Id"] != given
        await problem(answer, 404, "not_found")


async def test_all_bad_fields_are_told_at_once_in_both_languages(client: Client, site_key: str) -> None:
    """One 422 names each field once, with the same codes whatever the language."""
    bad = submission(content=" ", author_email="nobody", post=None, colour="red", author_ip="1.2.3")
    told = []
    for language in ("de", "en"):
        headers = bearer(site_key) | {"Accept-Language": language}
        told.append(await pointers(await client.post("/v1/comments", json=bad, headers=headers)))
    assert told[0] == told[1]
    assert told[0] == {
        "#/content": "required",
        "#/author_email": "email.invalid",
        "#/post": "required",
        "#/colour": "unknown",
        "#/author_ip": "ip.invalid",
    }


def test_every_text_has_both_languages_with_the_same_facts() -> None:
    """No text is missing in a language, and none needs a fact that the other lacks."""
    sentences = [*FIELDS.values()]
    for text in PROBLEMS.values():
        sentences += [text.title, text.detail]
    for sentence in sentences:
        assert sentence.de
        assert sentence.en
        assert _facts(sentence.de) == _facts(sentence.en)


def _facts(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
