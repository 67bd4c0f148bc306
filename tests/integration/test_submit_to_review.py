"""The main job: a comment goes in over HTTP and comes out decided, by the policy or by a moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.conftest import Cast, bearer, submission

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.test_utils import TestClient

INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"


async def test_thanks_are_approved_and_insults_flagged(
    client: TestClient[Any, Any], cast: Cast, screen_all: Callable[[], None]
) -> None:
    """The two acceptance sentences are decided as a reader of them would, with reasons."""
    ids = []
    for text in ("Danke für den interessanten Artikel", INSULT):
        answer = await client.post(
            "/v1/comments", json=submission(content=text), headers=bearer(cast.site_key)
        )
        assert answer.status == 202
        receipt = await answer.json()
        assert receipt["status"] == "pending"
        assert answer.headers["Location"] == f"/v1/comments/{receipt['id']}"
        ids.append(receipt["id"])
    screen_all()
    thanks, insult = [
        await (await client.get(f"/v1/comments/{comment_id}", headers=bearer(cast.site_key))).json()
        for comment_id in ids
    ]
    assert thanks["status"] == "approved"
    assert thanks["decision"]["reasons"] == []
    assert insult["status"] == "flagged"
    assert "toxicity" in {reason["code"] for reason in insult["decision"]["reasons"]}
    assert insult["decision"]["policy_version"] == 1
    assert insult["scorers"]["builtin"]


async def test_a_moderator_decides_and_takes_it_back(
    client: TestClient[Any, Any], cast: Cast, screen_all: Callable[[], None]
) -> None:
    """Claim, reject with a reason, undo: each is seen by the site at once."""
    posted = await client.post("/v1/comments", json=submission(content=INSULT), headers=bearer(cast.site_key))
    comment_id = (await posted.json())["id"]
    screen_all()
    path = f"/v1/review/comments/{comment_id}"
    claimed = await client.post(f"{path}/claim", headers=bearer(cast.anna))
    assert (await claimed.json())["claimed_by"] == "anna"
    refused = await client.post(f"{path}/claim", headers=bearer(cast.berta))
    assert refused.status == 409
    assert "anna" in (await refused.json())["detail"]
    decided = await client.post(
        f"{path}/decision", json={"outcome": "reject", "reason": "insult"}, headers=bearer(cast.anna)
    )
    assert (await decided.json())["status"] == "rejected"
    undone = await client.post(f"{path}/undo", headers=bearer(cast.anna))
    assert (await undone.json())["status"] == "flagged"
