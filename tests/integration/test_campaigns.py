"""Campaigns: nearly the same comments share a cluster id, across articles, authors and sites."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from service.erase import erase
from service.storage import campaigns, keys
from tests.conftest import SITE, Cast, bearer, submission
from tests.e2e.counts import loaded, put_in
from tests.integration.everything import everything
from tests.integration.scorers import Moody
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.test_utils import TestClient

    from service.context import Context
    from service.domain.score import Scorable
    from tests.contract.conftest import Post

    Client = TestClient[Any, Any]

TEXT = (
    "Ich habe mit {} in nur einer einzigen Woche sehr viel Geld verdient und das ganz ohne Risiko und ohne "
    "jedes Vorwissen, schreibt mir einfach und ich zeige euch Schritt für Schritt wie das geht"
)
OTHER = "Der Bürgermeister hat im Rat erklärt, dass die neue Brücke erst im nächsten Jahr fertig werden kann."
SHORT = "Kredit ohne Schufa WhatsApp 0151 2345678"
INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse, du elender Wicht!"


def _clusters(context: Context, comment_ids: list[str]) -> list[str | None]:
    return [comment.cluster for comment in loaded(context, comment_ids)]


def test_a_campaign_gets_one_cluster_id_and_others_none(context: Context) -> None:
    """The first comment gets the id once the second has come, in one job or in several; others have none."""
    first = put_in(context, [TEXT.format("Bitcoin"), OTHER])
    screen(context, Moody(), first)
    assert _clusters(context, first) == [None, None]
    later = put_in(context, [TEXT.format("Bitcoin") + "!", TEXT.format("BITCOIN")])
    screen(context, Moody(), later)
    seed, none, *following = _clusters(context, first + later)
    assert seed is not None
    assert none is None
    assert following == [seed, seed]


def test_a_job_that_runs_again_changes_nothing(context: Context) -> None:
    """Clusters are as safe to run twice as all else of the screen, and joining again changes nothing."""
    comment_ids = put_in(context, [TEXT.format("Bitcoin"), TEXT.format("Bitcoin"), OTHER])
    screen(context, Moody(), comment_ids)
    before = dict(everything(context.redis))
    screen(context, Moody(), comment_ids, attempt=2)
    with context.redis.pipeline() as pipe:
        campaigns.join(pipe, loaded(context, comment_ids))
        pipe.execute()
    after = dict(everything(context.redis))
    for key in (keys.CLUSTERS, keys.cluster(_clusters(context, comment_ids)[0] or "")):
        assert sorted(after[key].split()) == sorted(before[key].split())


def test_two_workers_at_once_find_one_campaign(context: Context) -> None:
    """Comments that workers score at the very same moment, none of them noted yet, share one id."""
    jobs = [put_in(context, [f"{TEXT.format('Bitcoin')} Gift"]) for _ in range(4)]
    together = threading.Barrier(len(jobs), timeout=30)

    def wait(_: Scorable) -> None:
        together.wait()

    threads = [threading.Thread(target=screen, args=(context, Moody(wait), job)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = _clusters(context, [comment_id for job in jobs for comment_id in job])
    assert None not in found
    assert len(set(found)) == 1


def test_two_campaigns_that_are_one_become_one(context: Context) -> None:
    """A comment that belongs to both brings them together, under the id of the larger."""
    phone, handle = "Kredit? WhatsApp 0151 2345678", "Kredit? Telegram @falk_kredit"
    small, large = put_in(context, [phone] * 2), put_in(context, [handle] * 5)
    screen(context, Moody(), small + large)
    one, other = _clusters(context, small)[0], _clusters(context, large)[0]
    assert one != other
    both = put_in(context, ["WhatsApp 0151 2345678, Telegram @falk_kredit"])
    screen(context, Moody(), both)
    assert set(_clusters(context, small + large + both)) == {other}
    assert not context.redis.exists(keys.cluster(one or ""))


def test_short_texts_need_a_contact_to_be_a_campaign(context: Context) -> None:
    """Thanks that honest people repeat are none; a number behind a few words is, however it is written."""
    thanks = put_in(context, ["Danke für den Artikel!"] * 3)
    bait = put_in(context, [SHORT, "Geld sofort, W-h-a-t-s-A-p-p: 0 1 5 1 / 2 3 4 5 6 7 8"])
    screen(context, Moody(), thanks + bait)
    assert _clusters(context, thanks) == [None] * 3
    assert len(set(_clusters(context, bait))) == 1
    assert None not in _clusters(context, bait)


def test_erasing_leaves_nothing_in_the_campaign(context: Context) -> None:
    """Erased comments are in no set and no hash; with the last, nothing of the campaign is left."""
    comment_ids = put_in(context, [SHORT] * 3)
    screen(context, Moody(), comment_ids)
    for gone, comment_id in enumerate(comment_ids, 1):
        erase(context, SITE, comment_id)
        held = dict(everything(context.redis))
        places = [key for key, text in held.items() if comment_id.encode() in text]
        assert [key for key in places if not key.startswith("rq:job:")] == [keys.audit(SITE)]
        assert len(_clusters(context, comment_ids[gone:])) == len(comment_ids) - gone
    assert not [key for key in held if "cluster" in key or "repeat" in key]


def test_what_is_kept_tells_nothing_of_the_text(context: Context) -> None:
    """Neither the numbers and handles of a campaign nor its words stand in a key beside the comments."""
    comment_ids = put_in(context, [SHORT, SHORT, "Telegram @falk_signals", "t.me/falk_signals"])
    screen(context, Moody(), comment_ids)
    for key, held in everything(context.redis):
        if "comment:" not in key:
            text = key.encode() + held
            assert not [word for word in (b"2345678", b"falk", b"Schufa", b"schufa") if word in text], key


@pytest.fixture
async def campaign(post: Post, cast: Cast, screen_all: Callable[[], None]) -> list[str]:
    """Post a campaign on two sites, and something else that is flagged; give the ids."""
    ids = [
        (await post(key=key, content=SHORT, post=number, author_email=f"a{number}@example.org"))["id"]
        for number, key in enumerate([cast.site_key, cast.other_site_key, cast.site_key, cast.site_key])
    ]
    ids.append((await post(key=cast.site_key, content=INSULT))["id"])
    screen_all()
    return ids


async def _page(client: Client, who: str, query: str) -> dict[str, Any]:
    answer = await client.get(f"/v1/review/comments?{query}", headers=bearer(who))
    assert answer.status == 200, await answer.text()
    return dict(await answer.json())


async def test_a_site_sees_the_id_and_no_other_sites_comments(
    client: Client, cast: Cast, campaign: list[str]
) -> None:
    """The id is the same for both sites, in look-up, list and review; comments stay where they belong."""
    own, foreign = campaign[0], campaign[1]
    found = await (await client.get(f"/v1/comments/{own}", headers=bearer(cast.site_key))).json()
    cluster = found["cluster"]
    other = await client.get(f"/v1/comments/{foreign}", headers=bearer(cast.other_site_key))
    assert (await other.json())["cluster"] == cluster
    listed = await (await client.get("/v1/comments", headers=bearer(cast.site_key))).json()
    assert [each["cluster"] for each in listed["comments"]] == [None, cluster, cluster, cluster]
    assert (await client.get(f"/v1/comments/{foreign}", headers=bearer(cast.site_key))).status == 404
    for who, ids in ((cast.anna, {campaign[0], *campaign[2:4]}), (cast.carl, {foreign})):
        page = await _page(client, who, f"cluster={cluster}")
        assert {each["id"] for each in page["comments"]} == ids
        assert {each["cluster"] for each in page["comments"]} == {cluster}


async def test_a_campaign_is_paged_through(client: Client, cast: Cast, campaign: list[str]) -> None:
    """With pages of one, each comment of the campaign is seen once, in the order of the whole queue."""
    whole = [each for each in (await _page(client, cast.anna, ""))["comments"] if each["cluster"]]
    seen, cursor = [], ""
    while True:
        page = await _page(client, cast.anna, f"cluster={whole[0]['cluster']}&limit=1{cursor}")
        seen += [each["id"] for each in page["comments"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [each["id"] for each in whole]
    assert set(seen) == {campaign[0], *campaign[2:4]}


@pytest.mark.parametrize("cluster", ["x", "0123456789ABCDEF", "0123456789abcdef0", "", "*"])
async def test_only_an_id_of_ours_is_looked_for(client: Client, cast: Cast, cluster: str) -> None:
    """What can be no cluster id is refused; one that is not known finds nothing."""
    answer = await client.get(f"/v1/review/comments?cluster={cluster}", headers=bearer(cast.anna))
    assert answer.status == 422
    assert (await _page(client, cast.anna, "cluster=0123456789abcdef"))["comments"] == []


async def test_the_number_of_repeats_is_the_evidence(client: Client, cast: Cast, campaign: list[str]) -> None:
    """The fourth of a campaign says that three others came before; which, it does not say."""
    found = await (await client.get(f"/v1/comments/{campaign[3]}", headers=bearer(cast.site_key))).json()
    assert [each["evidence"] for each in found["signals"] if each["name"] == "repeats"] == ["3"]
    assert not any(comment_id in str(found["signals"]) for comment_id in campaign)


async def test_the_honeypots_text_is_nowhere(
    client: Client, context: Context, cast: Cast, screen_all: Callable[[], None]
) -> None:
    """Of what stood in the honeypot only that it did is kept; with the seconds it goes into the score."""
    secret = "autofill@geheim.example.org"
    body = submission(honeypot=secret, form_seconds=1.25)
    sent = await client.post("/v1/comments", json=body, headers=bearer(cast.site_key))
    comment_id = (await sent.json())["id"]
    screen_all()
    found = await (await client.get(f"/v1/comments/{comment_id}", headers=bearer(cast.site_key))).json()
    signals = {each["name"]: each["evidence"] for each in found["signals"]}
    assert signals == {"honeypot": "", "form_seconds": "1.2"} | {
        name: evidence for name, evidence in signals.items() if name == "text"
    }
    assert found["status"] == "flagged"
    assert not [key for key, held in everything(context.redis) if b"geheim" in held]
