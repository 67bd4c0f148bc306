"""Views of the review queues: any filters, pages and counts are what the pure rule says, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.comment import Status
from service.domain.decision import SCORING_FAILED
from service.domain.queues import DEGRADED, Queue, queue_of
from service.domain.score import Attribute, Signal
from service.domain.urgency import urgency
from service.domain.view import View, holds
from service.storage import claims, keys, review_queue, skips, tallies, views
from service.storage.next_comment import next_of
from service.storage.views import Excerpt
from tests.conftest import SITE
from tests.integration.waiting import NOW, approval, escalation, flag, store, varied, waiting

if TYPE_CHECKING:
    from service.context import Context
    from service.domain.comment import Comment

SITES = (SITE, "blatt")
_some = st.sampled_from
_scores = st.dictionaries(_some(["INSULT", "SPAM", "THREAT"]), _some([0.7, 0.8, 0.8001, 0.99]), max_size=2)


@st.composite
def _comments(draw: st.DrawFn) -> list[Comment]:
    made = []
    for number in range(draw(st.integers(0, 12))):
        decided = flag(NOW, *draw(_some([(), (SCORING_FAILED,)])), **draw(_scores))
        signals = draw(st.sets(_some(["links", "text", "offer"])))
        comment = waiting(
            draw(_some([0, 0.5, 1, 4.5, 5, 59.5, 60, 61, 3000])),
            site=draw(_some(SITES)),
            post=draw(_some(["1", "artikel:2", "ärger"])),
            author=draw(_some(["a", "b"])),
            language=draw(_some(["de", "en", "fr", None])),
            decision=replace(decided, degraded=draw(st.booleans())),
            signals=tuple(Signal(name, Attribute.SPAM) for name in signals),
            cluster=draw(_some([None, "c1", "c2"])),
            escalated=draw(_some([None, None, escalation()])),
        )
        changes: dict[str, Any] = draw(
            _some(
                [
                    {},
                    {},
                    {"status": Status.APPROVED, "decision": approval(), "sampled": True},
                    {"status": Status.APPROVED, "decision": approval()},
                    {"status": Status.REJECTED},
                ]
            )
        )
        made.append(replace(comment, external_id=str(number), **changes))
    return made


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


_views = st.builds(
    View,
    sites=_some([SITES, (SITE,), ()]),
    queue=_some(list(Queue)),
    attribute=_maybe(_some(["INSULT", "SPAM", "TOXICITY"])),
    reason=_maybe(_some(["links", "offer", SCORING_FAILED, DEGRADED])),
    language=_maybe(_some(["de", "en", "other"])),
    post=_maybe(_some(["1", "artikel:2", "ärger", "none"])),
    author=_maybe(_some(["a", "b"])),
    cluster=_maybe(_some(["c1", "c2"])),
    older_than=_maybe(_some([0, 1, 5, 60])),
    newer_than=_maybe(_some([0, 1, 5, 60])),
)


def _write(context: Context, some: list[Comment]) -> None:
    store(context, some)
    for comment in some:
        if comment.cluster:
            context.redis.hset(keys.CLUSTERS, comment.id, comment.cluster)
            context.redis.sadd(keys.cluster(comment.cluster), comment.id)


def _in_order(some: list[Comment], view: View) -> list[str]:
    found = [comment for comment in some if holds(view, comment, NOW)]
    return [each.id for each in sorted(found, key=lambda each: (urgency(each), each.id), reverse=True)]


@pytest.mark.parametrize("walked", [0, 2, 1000])
@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_view_is_what_the_rule_says(context: Context, data: st.DataObject, walked: int) -> None:
    """Pages and counts through any filters hold what the rule holds, in order, walked or intersected."""
    context.redis.flushall()
    some, view = data.draw(_comments()), data.draw(_views)
    _write(context, some)
    excerpt, wanted = Excerpt.of(view, NOW), _in_order(some, view)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "WALKED", walked)
        for size in (1, 3, 100):
            shown: list[str] = []
            after = None
            while page := views.page(context.redis, excerpt, after, size):
                assert len(page) <= size
                shown += [comment_id for _, comment_id in page]
                after = page[-1]
            assert shown == wanted
    counted = views.count(context.redis, excerpt)
    assert counted == {site: len(_in_order(some, replace(view, sites=(site,)))) for site in view.sites}


@given(some=_comments())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_tally_is_the_sum_of_what_waits(context: Context, some: list[Comment]) -> None:
    """By queue, by site and by facet, the numbers are those of the comments; nothing is counted twice."""
    context.redis.flushall()
    _write(context, some)
    for queue in Queue:
        found = tallies.count(context.redis, dict.fromkeys(Queue, SITES), queue)
        for each in Queue:
            for site in SITES:
                waits = [c for c in some if queue_of(c) is each and c.site == site]
                assert found.queues[each][site] == len(waits)
        for facet in tallies.FACETS:
            named: dict[str, Any] = {facet.name: facet.value}
            assert found.facets.get(facet, 0) == len(_in_order(some, View(SITES, queue, **named)))


def test_what_was_found_is_never_old(context: Context) -> None:
    """A page and a count through several filters show a change at once, though what was found is kept."""
    some = varied(300)
    store(context, some)
    view = View((SITE,), attribute="INSULT", language="de", newer_than=5_000)
    excerpt = Excerpt.of(view, NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "WALKED", 0)
        while wanted := _in_order(some, view):
            assert views.count(context.redis, excerpt) == {SITE: len(wanted)}
            ((_, first),) = views.page(context.redis, excerpt, None, 1)
            assert first == wanted[0]
            gone = next(each for each in some if each.id == first)
            some.remove(gone)
            with context.redis.pipeline() as pipe:
                views_before = context.redis.keys("moderato:found:*")
                review_queue.move(pipe, [gone], [])
                pipe.execute()
            assert all(
                int(context.redis.ttl(key)) in {-2, *range(keys.FOUND_WINDOW + 1)} for key in views_before
            )


def test_a_campaign_that_grows_is_found_whole_at_once(context: Context) -> None:
    """Later comments give earlier ones their cluster, which changes no queue: pages and counts see it."""
    some = [waiting(minute) for minute in range(4)]
    store(context, some)
    excerpt = Excerpt.of(View((SITE,), cluster="c1"), NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "WALKED", 0)
        for number, each in enumerate(some):
            context.redis.sadd(keys.cluster("c1"), each.id)
            assert views.count(context.redis, excerpt) == {SITE: number + 1}
            assert len(views.page(context.redis, excerpt, None, 10)) == number + 1


def test_the_next_one_is_free(context: Context) -> None:
    """Others' claims and one's own skips are passed over, however many; a skip is forgotten in time."""
    some = [waiting(minutes) for minutes in range(60)]
    store(context, some)
    oldest_first = [each.id for each in reversed(some)]
    excerpt = Excerpt.of(View((SITE,)), NOW)
    for comment_id in oldest_first[:25]:
        claims.take(context.redis, comment_id, "berta", 60)
    claims.take(context.redis, oldest_first[25], "anna", 60)
    with context.redis.pipeline() as pipe:
        for comment_id in oldest_first[26:50]:
            skips.add(pipe, comment_id, "anna", NOW)
        pipe.execute()

    def following(moderator: str, at: Excerpt = excerpt, wanted: int = 3) -> list[str]:
        return [found for _, found in next_of(context.redis, at, moderator, None, wanted)]

    assert following("anna") == [oldest_first[25], *oldest_first[50:52]]
    assert following("berta") == oldest_first[:3]
    assert following("carl") == oldest_first[26:29]
    assert following("anna", wanted=100) == [oldest_first[25], *oldest_first[50:]]
    later = Excerpt.of(View((SITE,)), NOW + timedelta(seconds=keys.SKIP_WINDOW))
    assert following("anna", later) == oldest_first[25:28]
    last = (urgency(some[0]), some[0].id)
    assert next_of(context.redis, excerpt, "anna", last) == []
    assert 0 < int(context.redis.ttl(keys.skipped(oldest_first[30]))) <= keys.SKIP_WINDOW
