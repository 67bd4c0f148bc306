"""The review API's filters, search, counts and bulk decisions, as a client uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from service.domain.queues import OTHER
from tests.conftest import Cast, bearer
from tests.contract.problem_shape import pointers
from tests.integration.waiting import escalation, store, varied, waiting

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    from service.context import Context
    from service.domain.comment import Comment

    Client = TestClient[Any, Any]

LIST = "/v1/review/comments"


@pytest.fixture
def some(context: Context) -> list[Comment]:
    """Let some comments wait."""
    made = varied(120)
    store(context, made)
    return made


async def _get(client: Client, path: str, who: str) -> dict[str, Any]:
    answer = await client.get(path, headers=bearer(who))
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def _post(client: Client, path: str, who: str, body: object = None) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers=bearer(who))
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def _every(client: Client, query: str, who: str) -> list[dict[str, Any]]:
    """Follow the cursor to the end."""
    found, after = [], ""
    while True:
        page = await _get(client, f"{LIST}?{query}{after}", who)
        found += page["comments"]
        if page["next_cursor"] is None:
            return found
        after = f"&cursor={page['next_cursor']}"


@pytest.mark.parametrize(
    ("query", "is_in"),
    [
        ("language=other", lambda c: c.language not in ("de", "en")),
        ("attribute=SPAM", lambda c: "SPAM" in {r.attribute for r in c.decision.reasons}),
        ("reason=links", lambda c: "links" in {s.name for s in c.signals}),
        ("reason=scoring_failed", lambda c: any(r.code == "scoring_failed" for r in c.decision.reasons)),
        ("reason=degraded", lambda c: c.decision.degraded),
        ("attribute=SPAM&language=de", lambda c: "SPAM" in str(c.decision.reasons) and c.language == "de"),
        ("post=artikel-7", lambda c: c.post == "artikel-7"),
        ("queue=escalated", lambda _: False),
        ("older_than=0", lambda _: True),
        ("newer_than=0", lambda _: False),
        ("q=Vollidiot", lambda c: "Vollidiot" in c.content + c.author_name),
        (
            f"q={quote('STRASSE')}&language=de",
            lambda c: "Straße" in c.content + c.author_name and c.language == "de",
        ),
    ],
)
async def test_each_filter_leaves_what_it_says(
    client: Client, cast: Cast, some: list[Comment], query: str, is_in: Any
) -> None:
    """Over all pages, most urgent first, nothing twice and nothing missing; the counts say the same."""
    wanted = {each.id for each in some if is_in(each)}
    found = [each["id"] for each in await _every(client, f"{query}&limit=7", cast.anna)]
    assert (len(found), set(found)) == (len(wanted), wanted)
    if "q=" not in query:
        counted = await _get(client, f"/v1/review/counts?{query}", cast.anna)
        assert sum(counted["view"].values()) == len(wanted)


async def test_counts_are_of_what_one_may_see(
    client: Client, context: Context, cast: Cast, some: list[Comment]
) -> None:
    """By queue and by filter; of escalated ones only a senior hears, of another site nobody else."""
    store(context, [waiting(escalated=escalation()), waiting(site="blatt", language="fr")])
    anna = await _get(client, "/v1/review/counts", cast.anna)
    assert anna["queues"] == {"flagged": {"zeitung": 120}, "escalated": {}, "sample": {"zeitung": 0}}
    berta = await _get(client, "/v1/review/counts?queue=escalated", cast.berta)
    assert (berta["queues"]["escalated"], berta["view"]) == ({"zeitung": 1}, {"zeitung": 1})
    assert berta["attributes"] == {"INSULT": 1}
    assert sum(anna["languages"].values()) == 120
    assert anna["languages"][OTHER] == sum(each.language == "und" for each in some)
    (escalated,) = (await _get(client, f"{LIST}?queue=escalated", cast.berta))["comments"]
    assert (escalated["escalated_by"], escalated["queue"]) == ("anna", "escalated")
    assert (await _get(client, f"{LIST}?queue=escalated", cast.anna))["comments"] == []


async def test_a_view_is_decided_in_steps_and_taken_back_as_one(
    client: Client, cast: Cast, some: list[Comment]
) -> None:
    """The client hands `act` and `next_cursor` on until there is none; one undo takes all of it back."""
    inside = {each.id for each in some if each.language == "de"}
    body: dict[str, Any] = {
        "view": {"language": "de"},
        "decision": {"outcome": "reject", "reason": "spam"},
        "until": "2999-01-01T00:00:00Z",
        "limit": 30,
    }
    decided = 0
    while True:
        step = await _post(client, "/v1/review/bulk", cast.anna, body)
        decided += step["decided"]
        assert step["remaining"] == len(inside) - decided
        if step["next_cursor"] is None:
            break
        body |= {"act": step["act"], "cursor": step["next_cursor"]}
    assert decided == len(inside)
    undone = await _post(client, "/v1/review/undo", cast.anna)
    assert set(undone["comments"]) == inside
    answer = await client.post("/v1/review/undo", headers=bearer(cast.anna))
    assert (await answer.json())["code"] == "nothing_to_undo"


async def test_nobody_goes_on_with_anothers_act(client: Client, cast: Cast, some: list[Comment]) -> None:
    """An act that is not one's own is none: what is decided under it is one's own act, and stays."""
    view = {"view": {"language": "en"}, "decision": {"outcome": "approve"}, "until": "2999-01-01T00:00:00Z"}
    first = await _post(client, "/v1/review/bulk", cast.berta, {**view, "limit": 2})
    second = await _post(client, "/v1/review/bulk", cast.anna, {**view, "act": first["act"]})
    assert second["decided"] > 0
    assert second["act"] != first["act"]
    assert len((await _post(client, "/v1/review/undo", cast.berta))["comments"]) == 2
    assert len(some) == 120


async def test_bad_filters_are_named(client: Client, cast: Cast) -> None:
    """Each by its pointer and code; in a bulk decision by its place in the body."""
    bad = "queue=none&attribute=RUDE&reason=text&language=fr&older_than=-1&newer_than=x&post=&q=" + "x" * 201
    answer = await client.get(f"{LIST}?{bad}", headers=bearer(cast.anna))
    assert await pointers(answer) == {
        "#/queue": "choice",
        "#/attribute": "choice",
        "#/reason": "choice",
        "#/language": "choice",
        "#/older_than": "range",
        "#/newer_than": "range",
        "#/post": "required",
        "#/q": "too_long",
    }
    body = {"view": {"more": 1}, "decision": {"outcome": "flag"}, "until": "soon", "limit": 0}
    answer = await client.post("/v1/review/bulk", json=body, headers=bearer(cast.anna))
    assert set(await pointers(answer)) == {"#/view/more", "#/decision/outcome", "#/until", "#/limit"}
