"""What is around a comment: thread, author's record, notes; and what a site may set up for its desk."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from service import review
from service.administration import add_site, set_reasons
from service.domain.audit import Action
from service.domain.comment import Comment, Status
from service.domain.decision import Outcome
from service.domain.errors import ReasonUnknown, SiteNotFound
from service.domain.moderator import Moderator, Role
from service.domain.note import MOST_NOTES
from service.domain.policy import Policy, picks
from service.domain.policy_file import parse_policy
from service.domain.queues import REASONS
from service.domain.site import REASONS as OF_SITES
from service.review import Choice, look_around
from service.settings import PROJECT
from service.storage import audit_log, keys, notes, review_queue, sites
from tests.conftest import SITE, Cast, bearer, submission
from tests.integration.everything import everything
from tests.integration.waiting import id_of, store, waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.test_utils import TestClient

    from service.context import Context

ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))
INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"


def _above(context: Context, comment: Comment) -> list[str | None]:
    return [each.external_id for each in look_around(context.redis, comment).thread]


def test_the_thread_is_found_by_either_id(context: Context) -> None:
    """A parent may go by our id or by the site's; at most five are shown, the nearest last."""
    chain = [waiting(60, external_id="e0")]
    for number in range(1, 8):
        parent = chain[-1].id if number % 2 else chain[-1].external_id
        chain.append(waiting(60 - number, external_id=f"e{number}", parent=parent))
    store(context, chain)
    assert _above(context, chain[0]) == []
    assert _above(context, chain[3]) == ["e0", "e1", "e2"]
    assert _above(context, chain[7]) == ["e2", "e3", "e4", "e5", "e6"]


def test_a_thread_never_leaves_its_site_nor_turns_in_circles(context: Context) -> None:
    """Another site's comment of the same id is no parent; circles and gaps end the thread."""
    foreign = waiting(9, site="blatt", external_id="1")
    one, two = waiting(8, external_id="a", parent="b"), waiting(7, external_id="b", parent="a")
    own = waiting(6, external_id="own", parent="own")
    lost = waiting(5, parent="nowhere")
    stray = waiting(4, parent="1")
    by_id = waiting(3, parent=foreign.id)
    store(context, [foreign, one, two, own, lost, stray, by_id])
    assert [_above(context, each) for each in (one, two)] == [["b"], ["a"]]
    assert [_above(context, each) for each in (own, lost, stray, by_id)] == [[]] * 4


def test_the_record_says_how_the_authors_comments_stand(context: Context) -> None:
    """Numbers by status and the newest ones, of this author alone; the first one is known as such."""
    made = [waiting(90 - number, author="a" * 64) for number in range(9)]
    other = waiting(95, author="b" * 64)
    store(context, [*made, other])
    for each in made[:4]:
        review.decide(context, ANNA, each.id, Choice(Outcome.REJECT))
    review.decide(context, ANNA, made[4].id, Choice(Outcome.APPROVE))
    found = look_around(context.redis, made[-1])
    assert (found.record.approved, found.record.rejected, found.record.flagged) == (1, 4, 4)
    assert [each.id for each in found.latest] == [each.id for each in reversed(made[3:8])]
    assert not found.is_first
    assert look_around(context.redis, made[0]).is_first
    alone = look_around(context.redis, other)
    assert (alone.latest, alone.is_first) == ([], True)


def test_notes_go_with_the_comment_and_never_into_the_audit_log(context: Context) -> None:
    """Their words stand beside the comment, in order and not without end; the log says only who noted."""
    made = waiting()
    store(context, [made])
    review.escalate(context, ANNA, made.id, "Zitat: Sonderwortlaut")
    for number in range(MOST_NOTES + 3):
        review.note(context, ANNA, made.id, f"Notiz {number}")
    kept = notes.of(context.redis, made.id)
    assert len(kept) == MOST_NOTES
    assert (kept[-1].by, kept[-1].text) == ("anna", f"Notiz {MOST_NOTES + 2}")
    entries = [entry for _, entry in audit_log.page(context.redis, SITE, None, 1_000)]
    assert sum(entry.action is Action.NOTED for entry in entries) == MOST_NOTES + 3
    log = dict(everything(context.redis))[keys.audit(SITE)]
    assert b"Notiz" not in log
    assert b"Sonderwortlaut" not in log


def test_a_reason_must_be_on_the_sites_list(context: Context) -> None:
    """Empty is always allowed, a code from the list too; else the refusal names the list."""
    made = [waiting(number) for number in range(4)]
    store(context, made)
    review.decide(context, ANNA, made[0].id, Choice(Outcome.REJECT, OF_SITES[0]))
    review.decide(context, ANNA, made[1].id, Choice(Outcome.REJECT))
    set_reasons(context, SITE, ["netiquette", "werbung", "werbung"])
    with pytest.raises(ReasonUnknown) as refused:
        review.decide(context, ANNA, made[2].id, Choice(Outcome.REJECT, OF_SITES[0]))
    assert refused.value.facts["reasons"] == "netiquette, werbung"
    review.decide(context, ANNA, made[2].id, Choice(Outcome.REJECT, "werbung"))
    add_site(context, SITE, "Neuer Name", context.settings.policy)
    renamed = sites.load(context.redis, SITE)
    assert (renamed.name, renamed.reasons) == ("Neuer Name", ("netiquette", "werbung"))


@pytest.mark.parametrize("bad", [[], ["Großes"], ["zwei worte"], ["x" * 41], [""]])
def test_a_reason_is_a_code(context: Context, bad: list[str]) -> None:
    """Small letters, digits and underscores; and of an unknown site there is no list."""
    with pytest.raises(ValueError, match=r"reason|code"):
        set_reasons(context, SITE, bad)
    with pytest.raises(SiteNotFound):
        set_reasons(context, "none", ["spam"])


async def test_a_share_of_the_approvals_is_asked_about(
    client: TestClient[Any, Any], context: Context, cast: Cast, screen_all: Callable[[], None]
) -> None:
    """With a sample of all, the approved comment waits in that queue and is approved; flagged ones do not."""
    context.redis.rpush(keys.policies(SITE), b'{"version":2,"flag":{"TOXICITY":0.7},"sample":1.0}')
    for content in ("Danke für den guten und klaren Artikel", INSULT):
        await client.post("/v1/comments", json=submission(content=content), headers=bearer(cast.site_key))
    screen_all()
    asked = await client.get("/v1/review/comments?queue=sample", headers=bearer(cast.anna))
    (found,) = (await asked.json())["comments"]
    assert (found["status"], found["queue"], found["content"][:5]) == ("approved", "sample", "Danke")
    path = f"/v1/review/comments/{found['id']}/decision"
    decided = await client.post(path, json={"outcome": "approve"}, headers=bearer(cast.anna))
    assert [(await decided.json())[each] for each in ("status", "queue")] == ["approved", None]
    assert review_queue.count(context.redis, SITE) == 1


def test_the_sample_is_the_share_that_was_asked_for() -> None:
    """Chosen by the id, the same each time; none at 0 and all at 1."""
    ids = [id_of(waiting(number).created_at) for number in range(4_000)]
    none, tenth, whole = (Policy(1, {}, sample=share) for share in (0, 0.1, 1))
    chosen = [picks(tenth, each) for each in ids]
    assert chosen == [picks(tenth, each) for each in ids]
    assert 300 < sum(chosen) < 500
    assert not any(picks(none, each) for each in ids)
    assert all(picks(whole, each) for each in ids)
    half = replace(tenth, sample=0.5)
    assert all(picks(half, each) for each, is_chosen in zip(ids, chosen, strict=True) if is_chosen)


def test_a_policy_file_may_ask_for_a_sample() -> None:
    """A share in the file is the policy's; what the codec keeps comes back."""
    assert parse_policy("sample = 0.01\n[flag]\nTOXICITY = 0.5\n", "x").sample == 0.01
    assert parse_policy("[flag]\nTOXICITY = 0.5\n", "x").sample == 0


def test_every_signal_of_the_scorers_is_a_filter() -> None:
    """The names in the scorers' source are those that can be filtered by, `text` aside."""
    source = "".join(
        file.read_text(encoding="utf-8") for file in (PROJECT / "workers" / "scorers").glob("*.py")
    )
    names = set(re.findall(r"""\b_?[sS]ignal\(\s*"([a-z_]+)\"""", source)) - {"text"}
    assert len(names) > 10
    assert names == set(REASONS) - {"scoring_failed", "degraded"}


def test_the_status_of_an_escalated_comment_is_flagged(context: Context) -> None:
    """Its site is told nothing: it still waits for a moderator."""
    made = waiting()
    store(context, [made])
    assert review.escalate(context, ANNA, made.id).status is Status.FLAGGED
