"""Who may do what: every route with every wrong credential, and no site's comments before another's eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.administration import add_moderator, issue_token, revoke_keys
from service.api import access
from service.api.route import Access
from service.api.routes import ROUTES
from service.domain.moderator import Moderator, Role
from service.storage import moderators
from tests.conftest import SITE, Cast, bearer, submission
from tests.contract.problem_shape import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.test_utils import TestClient

    from service.api.route import Route
    from service.context import Context
    from tests.contract.conftest import Post

    Client = TestClient[Any, Any]

INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"
BODIES: dict[str, Any] = {
    "/v1/comments": submission(),
    "/v1/review/comments/{id}/decision": {"outcome": "approve"},
    "/v1/review/comments/{id}/reverse": {"outcome": "approve"},
    "/v1/review/comments/{id}/escalate": {"note": "?"},
    "/v1/review/comments/{id}/note": {"text": "?"},
    "/v1/review/decisions": {"decisions": [{"id": "x", "outcome": "approve"}]},
    "/v1/review/bulk": {
        "view": {},
        "decision": {"outcome": "approve"},
        "until": "2999-01-01T00:00:00Z",
    },
}
GUARDED = [route for route in ROUTES if route.access is not Access.PUBLIC]
OF_ONE = [route for route in GUARDED if "{id}" in route.path]
GARBAGE = {
    "nothing": None,
    "empty": "",
    "no scheme": "moderato_site_x",
    "no credential": "Bearer",
    "blank credential": "Bearer   ",
    "unknown key": "Bearer moderato_site_" + "x" * 43,
    "basic": "Basic dXNlcjpwYXNz",
    "bytes": "Bearer \udcff\udcfe",
    "very long": "Bearer " + "x" * 8_000,
    "a hash field": "Bearer *",
}


def _name(route: Route) -> str:
    return f"{route.method} {route.path}"


async def _ask(client: Client, route: Route, headers: dict[str, str], comment_id: str = "x") -> Any:
    body = BODIES.get(route.path) if route.bodies else None
    path = route.path.replace("{id}", comment_id)
    return await client.request(route.method, path, json=body, headers=headers)


@pytest.mark.parametrize("route", GUARDED, ids=_name)
async def test_a_wrong_credential_opens_nothing(client: Client, cast: Cast, route: Route) -> None:
    """Without a credential, with garbage, and with one of the other kind: 401, and always the same answer."""
    wrong_kind = cast.anna if route.access is Access.SITE else cast.site_key
    told = set()
    for given in (*GARBAGE.values(), f"Bearer {wrong_kind}"):
        answer = await _ask(client, route, {"Authorization": given} if given is not None else {})
        found = await problem(answer, 401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="moderato"'
        told.add(found["detail"])
    assert len(told) == 1


async def test_only_the_description_is_public(client: Client) -> None:
    """Exactly the routes that describe the API answer without a credential."""
    public = {route.path for route in ROUTES if route.access is Access.PUBLIC}
    assert public == {"/openapi.json", "/docs", "/docs.css"}
    for path in public:
        assert (await client.get(path)).status == 200


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
async def test_the_scheme_is_case_insensitive(client: Client, cast: Cast, scheme: str) -> None:
    """RFC 9110: `bearer` is `Bearer`."""
    headers = {"Authorization": f"{scheme} {cast.site_key}"}
    assert (await client.get("/v1/comments", headers=headers)).status == 200


@pytest.mark.parametrize("route", OF_ONE, ids=_name)
async def test_another_sites_comment_does_not_exist(
    client: Client, cast: Cast, screen_all: Callable[[], None], post: Post, route: Route
) -> None:
    """Another site's key and another site's moderator get the 404 that a comment that is none gets."""
    receipt = await post(content=INSULT)
    screen_all()
    other = cast.other_site_key if route.access is Access.SITE else cast.carl
    for comment_id in (receipt["id"], "01a00000-0000-7000-8000-000000000000"):
        answer = await _ask(client, route, bearer(other), comment_id)
        found = await problem(answer, 404, "comment_not_found")
        assert INSULT not in str(found)
    own = cast.site_key if route.access is Access.SITE else cast.anna
    assert (await client.get(f"/v1/comments/{receipt['id']}", headers=bearer(cast.site_key))).status == 200
    assert (await _ask(client, route, bearer(own), receipt["id"])).status in (200, 204, 409)


async def test_lists_show_ones_own_alone(
    client: Client, cast: Cast, screen_all: Callable[[], None], post: Post
) -> None:
    """No list, filter or bulk decision reaches another site's comments."""
    receipt = await post(content=INSULT)
    screen_all()
    for path, credential in (
        ("/v1/comments", cast.other_site_key),
        ("/v1/comments?status=flagged", cast.other_site_key),
        ("/v1/review/comments", cast.carl),
        ("/v1/review/comments?site=zeitung", cast.carl),
        ("/v1/review/comments?site=none", cast.carl),
        ("/v1/review/comments?queue=escalated", cast.carl),
        ("/v1/review/comments?q=Vollidiot", cast.carl),
        (f"/v1/review/comments?q={receipt['id']}", cast.carl),
        ("/v1/review/comments?post=artikel-1&newer_than=60", cast.carl),
    ):
        found = await (await client.get(path, headers=bearer(credential))).json()
        assert found["comments"] == []
        assert "zeitung" not in str(found)
    for path in ("", "?site=zeitung", "?queue=escalated", "?language=de&post=artikel-1"):
        answer = await client.get(f"/v1/review/counts{path}", headers=bearer(cast.carl))
        counted = await answer.json()
        assert sum(counted["view"].values()) == 0
        assert (counted["attributes"], counted["reasons"], counted["languages"]) == ({}, {}, {})
        assert "zeitung" not in str(counted)
    for view in ({}, {"site": "zeitung"}, {"author": "x"}, {"q": "Vollidiot"}):
        bulk = {"view": view, "decision": {"outcome": "approve"}, "until": "2999-01-01T00:00:00Z"}
        answer = await client.post("/v1/review/bulk", json=bulk, headers=bearer(cast.carl))
        assert [(await answer.json())[each] for each in ("decided", "refused", "remaining")] == [0, [], 0]
    many = {"decisions": [{"id": receipt["id"], "outcome": "approve"}]}
    answer = await client.post("/v1/review/decisions", json=many, headers=bearer(cast.carl))
    assert (await answer.json())["results"][0]["error"]["code"] == "comment_not_found"
    found = await (await client.get("/v1/review/comments", headers=bearer(cast.anna))).json()
    assert [each["id"] for each in found["comments"]] == [receipt["id"]]


async def test_a_moderator_of_no_site_sees_nothing(client: Client, context: Context) -> None:
    """A moderator without a granted site may ask, and gets an empty queue; not even an admin sees more."""
    add_moderator(context, Moderator("dora", "Dora", Role.ADMIN, ()), "a password nobody uses")
    token = issue_token(context, "dora")
    found = await (await client.get("/v1/review/comments", headers=bearer(token))).json()
    assert found == {"comments": [], "waiting": {}, "searched": None, "next_cursor": None}


async def test_a_revoked_key_is_refused_within_seconds(
    client: Client, context: Context, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the process remembers of a key it forgets after `CACHED` seconds, here at once."""
    monkeypatch.setattr(access, "CACHED", 0.0)
    assert (await client.get("/v1/comments", headers=bearer(cast.site_key))).status == 200
    assert revoke_keys(context, SITE, "") == 1
    answer = await client.get("/v1/comments", headers=bearer(cast.site_key))
    await problem(answer, 401, "unauthenticated")
    assert (await client.get("/v1/comments", headers=bearer(cast.other_site_key))).status == 200


async def test_a_token_of_nobody_is_unauthenticated(client: Client, context: Context, cast: Cast) -> None:
    """A token whose moderator is gone is like one that never was."""
    context.redis.hdel("moderato:moderators", "anna")
    assert moderators.every(context.redis)
    answer = await client.get("/v1/review/comments", headers=bearer(cast.anna))
    await problem(answer, 401, "unauthenticated")
