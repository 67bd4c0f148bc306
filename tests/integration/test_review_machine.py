"""Whatever happens to comments, in any order, all that is kept about them is what the comments say."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from service import review
from service.administration import rebuild_review
from service.domain.comment import Comment, Status, awaits_rescoring, rescored
from service.domain.decision import Outcome
from service.domain.errors import Refusal
from service.domain.moderator import Moderator, Role
from service.domain.score import Assessment, Attribute, Signal
from service.domain.view import View
from service.erase import erase
from service.review import Choice
from service.storage import comments, keys, records, review_queue
from service.storage.codec import text
from tests.conftest import SITE
from tests.integration.everything import everything
from tests.integration.together import together
from tests.integration.waiting import NOW, approval, flag, store, waiting

if TYPE_CHECKING:
    from service.context import Context

ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))
BERTA = Moderator("berta", "Berta", Role.SENIOR, (SITE,))
_people = st.sampled_from([ANNA, BERTA])
_outcomes = st.sampled_from([Outcome.APPROVE, Outcome.REJECT])


def standing(context: Context) -> dict[str, dict[str, float]]:
    """Give all that stands in the review queues, by key."""
    found: dict[str, dict[str, float]] = {}
    for key in context.redis.scan_iter(match="moderato:review:*", count=1000):
        held: list[Any] = context.redis.zrange(key, 0, -1, withscores=True)
        found[text(key)] = {text(each): score for each, score in held}
    return found


def expected(known: list[Comment]) -> dict[str, dict[str, float]]:
    """Give what should stand there, by the pure rules."""
    found: dict[str, dict[str, float]] = {}
    for comment in known:
        for key, score in review_queue.places(comment).items():
            found.setdefault(key, {})[comment.id] = score
    return found


class Desk(RuleBasedStateMachine):
    """Some comments in a real Redis, two moderators, and the rest of the world."""

    context: Context

    @initialize()
    def begin(self) -> None:
        self.context.redis.delete(*(self.context.redis.keys("moderato:*") or ["none"]))
        self.context.redis.hset(keys.SITES, SITE, b'{"id":"zeitung","name":"Zeitung"}')
        self.ids: list[str] = []
        self.erased: list[str] = []

    @rule(
        kind=st.sampled_from(["flagged", "spam", "sampled", "approved"]),
        author=st.sampled_from("ab"),
        degraded=st.booleans(),
    )
    def screen(self, kind: str, author: str, *, degraded: bool) -> None:
        kinds: dict[str, dict[str, Any]] = {
            "flagged": {"decision": replace(flag(NOW, THREAT=0.9, INSULT=0.8), degraded=degraded)},
            "spam": {"decision": flag(NOW, SPAM=0.95), "signals": (Signal("links", Attribute.SPAM),)},
            "sampled": {"status": Status.APPROVED, "decision": approval(), "sampled": True},
            "approved": {"status": Status.APPROVED, "decision": approval()},
        }
        made = waiting(len(self.ids), author=author, external_id=f"e{len(self.ids)}", **kinds[kind])
        store(self.context, [made])
        self.ids.append(made.id)

    @rule(data=st.data(), who=_people, outcome=_outcomes, several=st.booleans())
    def decide(self, data: st.DataObject, who: Moderator, outcome: Outcome, *, several: bool) -> None:
        if self.ids:
            some = data.draw(st.lists(st.sampled_from(self.ids), max_size=4 if several else 1))
            review.decide_many(self.context, who, some, Choice(outcome, "insult"))

    @rule(
        data=st.data(),
        who=_people,
        action=st.sampled_from(["claim", "release", "skip", "escalate", "hand_back", "undo", "note"]),
    )
    def act(self, data: st.DataObject, who: Moderator, action: str) -> None:
        if self.ids:
            which = data.draw(st.sampled_from(self.ids))
            words = ["ein Wort"] if action == "note" else []
            with contextlib.suppress(Refusal):
                getattr(review, action)(self.context, who, which, *words)

    @rule(data=st.data(), who=_people, outcome=_outcomes)
    def reverse(self, data: st.DataObject, who: Moderator, outcome: Outcome) -> None:
        if self.ids:
            with contextlib.suppress(Refusal):
                review.reverse(self.context, who, data.draw(st.sampled_from(self.ids)), Choice(outcome))

    @rule(who=_people)
    def undo_last(self, who: Moderator) -> None:
        with contextlib.suppress(Refusal):
            review.undo_last(self.context, who)

    @rule(who=_people, outcome=_outcomes, author=st.sampled_from("ab"))
    def decide_authors(self, who: Moderator, outcome: Outcome, author: str) -> None:
        now = self.context.now()
        review.decide_view(self.context, who, View((SITE,), author=author), Choice(outcome), now)

    @rule(data=st.data(), outcome=st.sampled_from(list(Outcome)))
    def rescore(self, data: st.DataObject, outcome: Outcome) -> None:
        if not self.ids:
            return
        before = comments.load(self.context.redis, [data.draw(st.sampled_from(self.ids))])[0]
        if before is None or not awaits_rescoring(before):
            return
        decided = flag(NOW, SPAM=0.99) if outcome is Outcome.FLAG else replace(approval(), outcome=outcome)
        after = rescored(before, Assessment({Attribute.SPAM: 0.99}), decided)
        with self.context.redis.pipeline() as pipe:
            comments.change(pipe, [before], [after])
            review_queue.move(pipe, [before], [after])
            pipe.execute()

    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        if self.ids:
            which = data.draw(st.sampled_from(self.ids))
            erase(self.context, SITE, which)
            self.ids.remove(which)
            self.erased.append(which)

    @invariant()
    def what_stands_is_what_the_rules_say(self) -> None:
        known = self._known()
        assert standing(self.context) == expected(known)
        for author in "ab":
            found = records.read(self.context.redis, author, 100)
            by = [each for each in known if each.author == author]
            numbers = [
                sum(c.status is status for c in by)
                for status in (Status.APPROVED, Status.REJECTED, Status.FLAGGED)
            ]
            assert [found.approved, found.rejected, found.flagged] == numbers
            assert found.latest == tuple(sorted((each.id for each in by), reverse=True))
            assert found.first == min((each.id for each in by), default=None)

    @invariant()
    def of_what_was_erased_nothing_is_left(self) -> None:
        for name, held in everything(self.context.redis):
            if name != keys.audit(SITE):
                for gone in self.erased:
                    assert gone not in name
                    assert gone.encode() not in held, name

    def teardown(self) -> None:
        before = standing(self.context)
        rebuilt = rebuild_review(self.context)
        assert (rebuilt.comments, rebuilt.dropped) == (len(self.ids), 0)
        assert standing(self.context) == before

    def _known(self) -> list[Comment]:
        return [each for each in comments.load(self.context.redis, self.ids) if each]


def test_any_sequence_leaves_what_the_rules_say(context: Context) -> None:
    """After each step queues, facets and records are those of a rebuild, and what was erased is gone."""

    class OnThisRedis(Desk):
        pass

    OnThisRedis.context = context
    run_state_machine_as_test(
        OnThisRedis,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_rebuild_mends_whatever_was_lost_or_left(context: Context) -> None:
    """Emptied keys are filled again; entries for comments that wait elsewhere, or nowhere, are dropped."""
    some = [
        waiting(number, post=str(number % 3), author="a", external_id=str(number)) for number in range(30)
    ]
    store(context, some)
    before = standing(context)
    context.redis.delete(keys.review("flagged", SITE), keys.record("a"), keys.externals(SITE))
    context.redis.zadd(keys.review("escalated", SITE), {some[0].id: 1, "none": 2})
    context.redis.zadd(keys.facet("flagged", SITE, "language", "en"), {some[1].id: 1})
    assert rebuild_review(context).dropped == 3
    assert standing(context) == before
    assert records.read(context.redis, "a", 1).flagged == 30
    assert context.redis.hlen(keys.externals(SITE)) == 30
    assert rebuild_review(context).dropped == 0


@pytest.mark.parametrize("name", ["claim", "skip", "note"])
def test_what_meets_an_erasing_leaves_nothing_behind(context: Context, name: str) -> None:
    """A moderator who claims, skips or notes what is just being erased is told that it is gone."""
    words = ["ein Wort"] if name == "note" else []
    for number in range(40):
        comment = waiting(number)
        store(context, [comment])
        together(
            partial(getattr(review, name), context, ANNA, comment.id, *words),
            partial(erase, context, SITE, comment.id),
        )
        left = {
            key for key, held in everything(context.redis) if comment.id.encode() in held or comment.id in key
        }
        assert left <= {keys.audit(SITE), keys.claim(comment.id)}
        assert int(context.redis.ttl(keys.claim(comment.id))) > 0 or not context.redis.exists(
            keys.claim(comment.id)
        )
