"""The rescore stage: what the built-in decided in a backend's place, the backend decides again, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.administration import add_webhook
from service.domain.comment import Status
from service.queue import RESCORE_JOB
from service.storage import degraded, keys, review_queue, statistics
from tests.conftest import SITE
from tests.e2e.counts import counted, loaded, lose_jobs, put_in, screenings
from tests.integration.rescoring import NICE, RUDE, Heavy, decide_without, deliveries, one, rescorings
from tests.integration.scorers import GIFT
from workers.rescore import LOT, MAX_ATTEMPTS, rescore
from workers.scorers import load_scorer
from workers.screen import screen
from workers.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.context import Context


@pytest.fixture
def scorer() -> Heavy:
    """Make a scorer whose backend is there."""
    return Heavy()


def test_a_decision_without_the_backend_is_degraded(context: Context, scorer: Heavy) -> None:
    """The decision says so, is counted, and the comment waits; one with the backend does neither."""
    [first] = decide_without(context, scorer, ["a comment"])
    [second] = put_in(context, ["another"])
    screen(context, scorer, [second])
    decisions = [comment.decision for comment in loaded(context, [first, second])]
    assert [each.degraded for each in decisions if each] == [True, False]
    assert degraded.next_lot(context.redis, 10) == {first: 0}
    counters = statistics.read(context.redis)
    assert counters["degraded"] == counters["scored|builtin"] == counters["scored|heavy"] == 1


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [(RUDE, Status.APPROVED, Status.FLAGGED), (NICE, Status.FLAGGED, Status.APPROVED)],
)
def test_the_backends_decision_replaces_the_first(
    context: Context, scorer: Heavy, word: str, before: Status, after: Status
) -> None:
    """Scores, status, review queue and audit log follow, the endpoint is told; nothing is counted twice."""
    add_webhook(context, SITE, "http://127.0.0.1:9/")
    [comment_id] = decide_without(context, scorer, [word])
    assert one(context, comment_id).status is before
    assert deliveries(context, comment_id) == 1
    rescore(context, scorer)
    comment = one(context, comment_id)
    assert (comment.status, comment.scorers) == (after, {"heavy": "1"})
    assert comment.decision is not None
    assert not comment.decision.degraded
    assert review_queue.count(context.redis, SITE) == (after is Status.FLAGGED)
    assert rescorings(context) == [comment_id]
    assert screenings(context) == {comment_id: 1}
    assert counted(context) == (1, 1)
    assert statistics.read(context.redis)["rescored|changed"] == 1
    assert deliveries(context, comment_id) == 2
    assert degraded.count(context.redis) == 0


def test_nobody_is_told_of_the_same_outcome(context: Context, scorer: Heavy) -> None:
    """Where the backend decides as the built-in did, the scores are replaced in silence."""
    add_webhook(context, SITE, "http://127.0.0.1:9/")
    [comment_id] = decide_without(context, scorer, ["a comment"])
    rescore(context, scorer)
    assert one(context, comment_id).scorers == {"heavy": "1"}
    assert deliveries(context, comment_id) == 1
    assert statistics.read(context.redis)["rescored|kept"] == 1


def test_a_worker_without_its_backend_leaves_them(context: Context, scorer: Heavy) -> None:
    """Nothing is scored or counted as an attempt, and the next sweep tries again."""
    [comment_id] = decide_without(context, scorer, ["a comment"])
    sweep(context)
    assert [job.func_name for job in context.queues.screen.jobs] == [RESCORE_JOB]
    lose_jobs(context)
    scorer.is_there = False
    rescore(context, scorer)
    assert scorer.batches == []
    assert degraded.next_lot(context.redis, 10) == {comment_id: 0}
    assert degraded.job_is_due(context.redis)


def test_one_job_follows_the_other_until_all_are_done(
    context: Context, scorer: Heavy, screen_all: Callable[[], None]
) -> None:
    """The sweep makes one job, however often it comes by; each makes the next."""
    comment_ids = decide_without(context, scorer, [f"comment {number}" for number in range(3 * LOT + 1)])
    for _ in range(3):
        sweep(context)
    assert len(context.queues.screen.jobs) == 1
    screen_all()
    assert degraded.count(context.redis) == 0
    assert sorted(filter(None, rescorings(context))) == sorted(comment_ids)
    assert not context.redis.exists(keys.RESCORING)
    assert not list(context.redis.scan_iter("rq:job:*"))


def test_what_the_backend_falls_over_is_tried_alone_and_given_up(context: Context, scorer: Heavy) -> None:
    """A poison comment spoils its lot once, then only itself, and keeps its degraded decision at last."""
    comment_ids = decide_without(context, scorer, [f"{GIFT} 1", "a comment"])
    for _ in range(MAX_ATTEMPTS):
        rescore(context, scorer)
    assert scorer.batches == [[f"{GIFT} 1", "a comment"], [f"{GIFT} 1"], [f"{GIFT} 1"]]
    assert rescorings(context) == [comment_ids[1]]
    assert degraded.count(context.redis) == 0
    decision = one(context, comment_ids[0]).decision
    assert decision is not None
    assert decision.degraded


def test_without_a_backend_in_the_settings_they_are_made_up_for_too(context: Context, scorer: Heavy) -> None:
    """Who goes back to the built-in has it score again what waits: its decision is nobody's stand-in then."""
    [comment_id] = decide_without(context, scorer, ["Danke für den Artikel"])
    rescore(context, load_scorer("builtin"))
    comment = one(context, comment_id)
    assert set(comment.scorers) == {"builtin"}
    assert comment.decision is not None
    assert not comment.decision.degraded
    assert degraded.count(context.redis) == 0
