"""Deciding a whole view: what was shown is decided, each comment once, by whoever was first."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from service import review
from service.domain.comment import Status
from service.domain.decision import Outcome
from service.domain.errors import (
    ChangedMeanwhile,
    ClaimedByAnother,
    CommentNotFound,
    ForSeniors,
    NotFlagged,
    Refusal,
)
from service.domain.moderator import Moderator, Role
from service.domain.queues import Queue
from service.domain.view import View
from service.erase import erase
from service.review import Bulk, Choice
from service.storage import audit_log, claims, comments, keys, review_queue
from tests.conftest import SITE
from tests.integration.test_review_machine import expected, standing
from tests.integration.together import together
from tests.integration.waiting import approval, escalation, flag, store, varied, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.context import Context
    from service.domain.comment import Comment

ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))
BERTA = Moderator("berta", "Berta", Role.SENIOR, (SITE,))
CARL = Moderator("carl", "Carl", Role.ADMIN, ("blatt",))
REJECT, APPROVE = Choice(Outcome.REJECT, "spam"), Choice(Outcome.APPROVE)


def _statuses(context: Context, some: Sequence[Comment]) -> list[Status]:
    return [each.status for each in comments.load(context.redis, [c.id for c in some]) if each]


def _all(context: Context, who: Moderator, view: View, choice: Choice, limit: int) -> list[Bulk]:
    """Decide a view to its end."""
    until, steps = context.now(), list[Bulk]()
    while not steps or steps[-1].after:
        last = steps[-1] if steps else None
        steps.append(review.decide_view(context, who, view, choice, until, limit, last))
    return steps


@pytest.mark.parametrize("limit", [7, 100, 1000])
def test_all_in_the_filter_is_decided_as_one_act(context: Context, limit: int) -> None:
    """In steps of any size: what the filter holds and nothing else; one key press takes all of it back."""
    some = varied(250)
    store(context, some)
    before = standing(context)
    view = View((SITE,), attribute="INSULT", language="de")
    inside = [each for each in some if "INSULT" in _reached(each) and each.language == "de"]
    steps = _all(context, ANNA, view, REJECT, limit)
    assert sum(step.decided for step in steps) == len(inside)
    assert steps[-1].remaining == 0
    assert len({step.act for step in steps}) == 1
    outside = [each for each in some if each not in inside]
    assert set(_statuses(context, inside)) == {Status.REJECTED}
    assert set(_statuses(context, outside)) == {Status.FLAGGED}
    assert len(review.undo_last(context, ANNA)) == len(inside)
    assert standing(context) == before


def test_what_came_after_the_count_is_left_alone(context: Context) -> None:
    """Neither a comment accepted since nor one whose decision was replaced since is decided with the rest."""
    until = context.now()
    old = replace(waiting(), created_at=until - timedelta(minutes=1))
    new = replace(waiting(), created_at=until + timedelta(milliseconds=5))
    rescored = replace(old, id=waiting().id, decision=flag(until + timedelta(milliseconds=5), SPAM=0.99))
    store(context, [old, new, rescored])
    while context.now() < until + timedelta(milliseconds=10):
        pass
    done = review.decide_view(context, ANNA, View((SITE,)), APPROVE, until)
    assert done.decided == 1
    assert _statuses(context, [old, new, rescored]) == [Status.APPROVED, Status.FLAGGED, Status.FLAGGED]
    assert [type(refusal) for refusal in done.refused.values()] == [ChangedMeanwhile]
    assert done.remaining == 1


def test_what_others_hold_is_left_to_them(context: Context) -> None:
    """Claims by others are respected and named, and the steps come to an end nevertheless."""
    some = [waiting(minute) for minute in range(30)]
    store(context, some)
    for each in some[::3]:
        claims.take(context.redis, each.id, "berta", 60)
    claims.take(context.redis, some[1].id, "anna", 60)
    steps = _all(context, ANNA, View((SITE,)), REJECT, 4)
    refused = {which: refusal for step in steps for which, refusal in step.refused.items()}
    assert set(refused) == {each.id for each in some[::3]}
    assert {refusal.facts["moderator"] for refusal in refused.values()} == {"berta"}
    assert (sum(step.decided for step in steps), steps[-1].remaining) == (20, 10)
    assert claims.holders(context.redis, [some[0].id, some[1].id]) == ["berta", None]


def test_a_campaign_an_author_and_a_search_are_decided_at_once(context: Context) -> None:
    """One decision each, for the comments of a cluster, of an author, and that hold a word."""
    some = varied(200)
    store(context, some)
    campaign = some[10:40]
    for each in campaign:
        context.redis.hset(keys.CLUSTERS, each.id, "c1")
        context.redis.sadd(keys.cluster("c1"), each.id)
    assert sum(s.decided for s in _all(context, ANNA, View((SITE,), cluster="c1"), REJECT, 100)) == 30
    assert set(_statuses(context, campaign)) == {Status.REJECTED}
    rest = some[:10] + some[40:]
    author = rest[0].author
    theirs = [each for each in rest if each.author == author]
    view = View((SITE,), author=author)
    assert sum(step.decided for step in _all(context, ANNA, view, APPROVE, 100)) == len(theirs)
    assert set(_statuses(context, theirs)) == {Status.APPROVED}
    rest = [each for each in rest if each not in theirs]
    word = [each for each in rest if "Vollidiot" in each.content + each.author_name]
    steps = _all(context, ANNA, View((SITE,), text="vollidiot"), REJECT, 9)
    assert sum(step.decided for step in steps) == len(word)
    assert set(_statuses(context, word)) == {Status.REJECTED}
    assert set(_statuses(context, [each for each in rest if each not in word])) == {Status.FLAGGED}


def test_nobody_decides_beyond_what_was_granted(context: Context) -> None:
    """No other site's comments, and no escalated ones but by a senior, whatever the view says."""
    left = waiting(1, escalated=escalation())
    store(context, [waiting(2), left, waiting(3, site="blatt")])
    for who, queue, sites in ((CARL, Queue.FLAGGED, (SITE,)), (ANNA, Queue.ESCALATED, (SITE,))):
        done = review.decide_view(context, who, View(sites, queue), REJECT, context.now())
        assert (done.decided, done.refused, done.remaining) == (0, {}, 0)
    assert [type(each) for each in review.decide_many(context, ANNA, [left.id], REJECT)] == [ForSeniors]
    assert [type(each) for each in review.decide_many(context, CARL, [left.id], REJECT)] == [CommentNotFound]
    both = View((SITE, "blatt"), Queue.ESCALATED)
    assert review.decide_view(context, BERTA, both, REJECT, context.now()).decided == 1


def test_a_sample_is_confirmed_or_rejected(context: Context) -> None:
    """A look at an automatic approval confirms it, and it leaves the queue; or turns it."""
    some = [waiting(n, status=Status.APPROVED, decision=approval(), sampled=True) for n in range(4)]
    store(context, some)
    review.decide(context, ANNA, some[0].id, APPROVE)
    review.decide(context, ANNA, some[1].id, REJECT)
    assert _statuses(context, some) == [Status.APPROVED, Status.REJECTED, Status.APPROVED, Status.APPROVED]
    assert review_queue.count(context.redis, SITE, Queue.SAMPLE) == 2
    for each in some[:2]:
        assert review.undo(context, ANNA, each.id).decision == each.decision
    assert standing(context) == expected(some)


def test_two_moderators_never_decide_the_same_one(context: Context) -> None:
    """Both press "all" at the same moment: each comment is decided once, and the loser is told by whom."""
    some = varied(300)
    store(context, some)
    view, until = View((SITE,)), context.now()
    anna, berta = together(
        lambda: review.decide_view(context, ANNA, view, REJECT, until),
        lambda: review.decide_view(context, BERTA, view, APPROVE, until),
    )
    assert anna.decided + berta.decided == 300
    for mine, theirs, other in ((anna, berta, "berta"), (berta, anna, "anna")):
        assert len(mine.refused) <= theirs.decided
        assert {type(each) for each in mine.refused.values()} <= {NotFlagged}
        assert {each.facts["by"] for each in mine.refused.values()} <= {other}
    reviewed = [
        entry.comment
        for _, entry in audit_log.page(context.redis, SITE, None, 10_000)
        if entry.action == "comment_reviewed"
    ]
    assert len(reviewed) == len(set(reviewed)) == 300


def test_of_many_at_once_exactly_one_decides_each(context: Context) -> None:
    """Six hands on one comment: one wins, the others hear who did; its claim and its place are gone."""
    people = [replace(BERTA, id=f"m{number}") for number in range(6)]
    for _ in range(20):
        made = waiting()
        store(context, [made])
        results = together(*(partial(review.decide, context, who, made.id, REJECT) for who in people))
        (winner,) = [each for each in results if not isinstance(each, Refusal)]
        by = winner.decision.moderator
        assert [each.facts["by"] for each in results if isinstance(each, Refusal)] == [by] * 5
    assert standing(context) == {}


def test_what_is_erased_while_it_is_decided_stays_erased(context: Context) -> None:
    """Erasing and a bulk decision at the same moment: nothing of the erased comments comes back."""
    for _ in range(10):
        some = [waiting(minute) for minute in range(40)]
        store(context, some)

        def erase_each(gone: Sequence[Comment] = tuple(some[::4])) -> None:
            for each in gone:
                erase(context, SITE, each.id)

        until = context.now()
        done, _ = together(
            partial(review.decide_view, context, ANNA, View((SITE,)), REJECT, until), erase_each
        )
        assert done.decided >= 30
        assert {type(each) for each in done.refused.values()} <= {CommentNotFound}
        assert comments.load(context.redis, [each.id for each in some[::4]]) == [None] * 10
    assert standing(context) == {}


def test_a_claim_and_a_decision_at_once_agree(context: Context) -> None:
    """Whoever claims first keeps the other from deciding, or comes too late; never both."""
    for _ in range(100):
        made = waiting()
        store(context, [made])
        claimed, decided = together(
            partial(review.claim, context, ANNA, made.id),
            partial(review.decide, context, BERTA, made.id, REJECT),
        )
        (after,) = comments.load(context.redis, [made.id])
        assert after is not None
        if isinstance(claimed, Refusal):
            assert (type(claimed), after.status) == (NotFlagged, Status.REJECTED)
            assert not isinstance(decided, Refusal)
        else:
            assert (type(decided), after.status) == (ClaimedByAnother, Status.FLAGGED)


def test_a_thousand_are_decided_in_moments(context: Context, tell: Any) -> None:
    """A whole step does not keep the moderator, nor Redis, waiting."""
    store(context, varied(1_000))
    begun = time.monotonic()
    assert review.decide_view(context, ANNA, View((SITE,)), REJECT, context.now()).decided == 1_000
    seconds = time.monotonic() - begun
    tell(f"1,000 decided in one step: {seconds:.2f} s")
    assert seconds < 10


def _reached(comment: Comment) -> set[str | None]:
    return {reason.attribute for reason in comment.decision.reasons} if comment.decision else set()
