"""The review API: claims, decisions, undo, many at once, and the queue in order of urgency."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

from service.storage import audit_log, keys
from tests.conftest import Cast, bearer, submission
from tests.contract.problem_shape import pointers

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    from service.context import Context

    Client = TestClient[Any, Any]

INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"
MILD = "Das ist doch Schwachsinn, du Depp."
REJECT = {"outcome": "reject", "reason": "insult", "note": "klarer Fall"}

Flagged = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def flagged(client: Client, cast: Cast, screen_all: Callable[[], None]) -> Flagged:
    """Give a function that makes flagged comments, in order of time."""

    async def make(*texts: str, key: str = cast.site_key) -> list[str]:
        ids = []
        for number, text in enumerate(texts):
            author = f"leser{number}@example.org"
            answer = await client.post(
                "/v1/comments", json=submission(content=text, author_email=author), headers=bearer(key)
            )
            ids.append((await answer.json())["id"])
        screen_all()
        return ids

    return make


async def _do(
    client: Client, who: str, comment_id: str, action: str, body: object = None
) -> tuple[int, dict[str, Any]]:
    path = f"/v1/review/comments/{comment_id}/{action}"
    answer = await client.post(path, json=body, headers=bearer(who))
    return answer.status, await answer.json()


async def test_a_claim_holds_until_it_expires(
    client: Client, context: Context, cast: Cast, flagged: Flagged
) -> None:
    """The second moderator is told who was first; the holder may prolong; an expired hold is free."""
    (comment,) = await flagged(INSULT)
    status, claim = await _do(client, cast.anna, comment, "claim")
    assert (status, claim["claimed_by"]) == (200, "anna")
    status, refusal = await _do(client, cast.berta, comment, "claim")
    assert (status, refusal["code"]) == (409, "claimed_by_another")
    assert "anna" in refusal["detail"]
    context.redis.expire(keys.claim(comment), 10)
    assert (await _do(client, cast.anna, comment, "claim"))[0] == 200
    assert int(context.redis.ttl(keys.claim(comment))) > 250
    queue = await (await client.get("/v1/review/comments", headers=bearer(cast.berta))).json()
    assert queue["comments"][0]["claimed_by"] == "anna"
    context.redis.pexpire(keys.claim(comment), 1)
    while context.redis.exists(keys.claim(comment)):
        pass
    assert (await _do(client, cast.berta, comment, "claim"))[1]["claimed_by"] == "berta"


async def test_whoever_holds_it_decides(client: Client, cast: Cast, flagged: Flagged) -> None:
    """Unclaimed, anybody may decide; claimed by another, 409 naming the holder, senior or not."""
    first, second = await flagged(INSULT, INSULT)
    status, decided = await _do(client, cast.anna, first, "decision", REJECT)
    assert (status, decided["status"], decided["moderator"]) == (200, "rejected", "anna")
    await _do(client, cast.anna, second, "claim")
    status, refusal = await _do(client, cast.berta, second, "decision", REJECT)
    assert (status, refusal["code"]) == (409, "claimed_by_another")
    assert "anna" in refusal["detail"]
    assert (await _do(client, cast.anna, second, "decision", {"outcome": "approve"}))[0] == 200
    for action, body in (("claim", None), ("decision", REJECT)):
        status, refusal = await _do(client, cast.anna, second, action, body)
        assert (status, refusal["code"]) == (409, "not_flagged")
        assert "approved" in refusal["detail"]


async def test_undo_is_for_oneself_and_for_seniors(client: Client, cast: Cast, flagged: Flagged) -> None:
    """Anna takes back her own and not Berta's; Berta, a senior, takes back Anna's."""
    first, second, third = await flagged(INSULT, INSULT, INSULT)
    for comment, who in ((first, cast.anna), (second, cast.berta), (third, cast.anna)):
        await _do(client, who, comment, "decision", REJECT)
    assert (await _do(client, cast.anna, first, "undo"))[1]["status"] == "flagged"
    assert (await _do(client, cast.anna, second, "undo"))[0] == 403
    assert (await _do(client, cast.berta, third, "undo"))[0] == 200
    status, refusal = await _do(client, cast.anna, first, "undo")
    assert (status, refusal["code"]) == (409, "nothing_to_undo")


async def test_undo_gives_back_what_was_before(client: Client, cast: Cast, flagged: Flagged) -> None:
    """After an undo the comment is as before: decision, scores, place in the queue."""
    (comment,) = await flagged(INSULT)
    path = f"/v1/review/comments/{comment}"
    before = await (await client.get(path, headers=bearer(cast.anna))).json()
    await _do(client, cast.anna, comment, "decision", REJECT)
    undone = (await _do(client, cast.anna, comment, "undo"))[1]
    assert undone == before
    queue = await (await client.get("/v1/review/comments", headers=bearer(cast.anna))).json()
    assert [each["id"] for each in queue["comments"]] == [comment]


async def test_two_at_once_and_exactly_one_wins(client: Client, cast: Cast, flagged: Flagged) -> None:
    """Of moderators who decide the same comment at the same moment one gets 200, the others 409."""
    for comment in await flagged(*[INSULT] * 5):
        answers = await asyncio.gather(
            *(_do(client, who, comment, "decision", REJECT) for who in (cast.anna, cast.berta) * 3)
        )
        assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409, 409]
        assert {body["code"] for status, body in answers if status == 409} == {"not_flagged"}


async def test_two_claims_at_once_and_exactly_one_holds(client: Client, cast: Cast, flagged: Flagged) -> None:
    """Of two who claim at the same moment one gets the comment."""
    for comment in await flagged(*[INSULT] * 3):
        answers = await asyncio.gather(
            *(_do(client, who, comment, "claim") for who in (cast.anna, cast.berta))
        )
        assert sorted(status for status, _ in answers) == [200, 409]


async def test_many_decisions_stand_or_fall_alone(client: Client, cast: Cast, flagged: Flagged) -> None:
    """In order, each with its own result; one that cannot be decided spoils no other."""
    ids = await flagged(INSULT, INSULT, INSULT)
    await _do(client, cast.berta, ids[1], "claim")
    wanted = [ids[0], ids[1], "nothing", ids[2], ids[0]]
    answer = await client.post(
        "/v1/review/decisions",
        json={"decisions": [{"id": each, **REJECT} for each in wanted]},
        headers=bearer(cast.anna),
    )
    assert answer.status == 200
    results = (await answer.json())["results"]
    assert [each["id"] for each in results] == wanted
    assert [each["status"] or each["error"]["code"] for each in results] == [
        "rejected",
        "claimed_by_another",
        "comment_not_found",
        "rejected",
        "not_flagged",
    ]


async def test_bad_decisions_are_named(client: Client, cast: Cast, flagged: Flagged) -> None:
    """An outcome that is none, a note too long, too few or too many decisions are 422."""
    (comment,) = await flagged(INSULT)
    path = f"/v1/review/comments/{comment}/decision"
    bad = {"outcome": "flag", "reason": "x" * 101, "note": "x" * 2001, "more": 1}
    answer = await client.post(path, json=bad, headers=bearer(cast.anna))
    assert await pointers(answer) == {
        "#/outcome": "choice",
        "#/reason": "too_long",
        "#/note": "too_long",
        "#/more": "unknown",
    }
    for decisions, expected in (
        ([], {"#/decisions": "too_few"}),
        ([{"id": "x", "outcome": "approve"}] * 201, {"#/decisions": "too_many"}),
        (
            [{"id": "x"}, {"outcome": "approve"}],
            {"#/decisions/0/outcome": "required", "#/decisions/1/id": "required"},
        ),
    ):
        answer = await client.post(
            "/v1/review/decisions", json={"decisions": decisions}, headers=bearer(cast.anna)
        )
        assert await pointers(answer) == expected


async def test_the_queue_is_paged_in_order_of_urgency(client: Client, cast: Cast, flagged: Flagged) -> None:
    """Severest first, of the same severity oldest first; pages are disjoint although some are decided."""
    ids = await flagged(*[INSULT, MILD] * 6)
    whole = await (await client.get("/v1/review/comments?limit=200", headers=bearer(cast.anna))).json()
    rows = whole["comments"]
    assert {each["id"] for each in rows} <= set(ids)
    assert whole["waiting"] == {"zeitung": len(rows)}
    ranks = [
        (-round(max(reason["score"] for reason in each["decision"]["reasons"]) * 100), each["created_at"])
        for each in rows
    ]
    assert ranks == sorted(ranks)
    seen: list[str] = []
    cursor = ""
    while True:
        answer = await client.get(f"/v1/review/comments?limit=4{cursor}", headers=bearer(cast.anna))
        page = await answer.json()
        seen += [each["id"] for each in page["comments"]]
        if page["next_cursor"] is None:
            break
        await _do(client, cast.anna, seen[0], "decision", REJECT)
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [each["id"] for each in rows]


@pytest.mark.parametrize("query", ["cursor=x", "cursor=MTIz", "limit=0", "status=pending", "status="])
async def test_bad_queries_are_invalid(client: Client, cast: Cast, query: str) -> None:
    """A cursor of ours, a limit within bounds and `flagged` are all the queue knows."""
    answer = await client.get(f"/v1/review/comments?{query}", headers=bearer(cast.anna))
    assert list(await pointers(answer)) == [f"#/{query.partition('=')[0]}"]


async def test_every_change_is_in_the_audit_log(
    client: Client, context: Context, cast: Cast, flagged: Flagged
) -> None:
    """Screened, claimed, reviewed, reopened, reviewed: each once, in order, with who and why."""
    (comment,) = await flagged(INSULT)
    await _do(client, cast.anna, comment, "claim")
    await _do(client, cast.berta, comment, "claim")
    await _do(client, cast.anna, comment, "decision", REJECT)
    await _do(client, cast.berta, comment, "undo")
    await _do(client, cast.berta, comment, "decision", {"outcome": "approve"})
    found = [
        entry for _, entry in audit_log.page(context.redis, "zeitung", None, 50) if entry.comment == comment
    ]
    assert [(str(entry.action), entry.actor, entry.outcome) for entry in reversed(found)] == [
        ("comment_screened", "policy", "flag"),
        ("comment_claimed", "anna", None),
        ("comment_reviewed", "anna", "reject"),
        ("comment_reopened", "berta", None),
        ("comment_reviewed", "berta", "approve"),
    ]
    reviewed = found[2]
    assert (reviewed.reasons, reviewed.note, reviewed.policy_version) == (("insult",), "klarer Fall", 1)
    moments = [entry.at for entry in reversed(found)]
    assert moments == sorted(moments)
