"""The rescore stage: what the built-in decided in a backend's place, the backend decides again, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.administration import add_webhook
from service.domain.audit import Action
from service.domain.comment import Comment, Status
from service.domain.decision import DecidedBy, Outcome
from service.domain.moderator import Moderator, Role
from service.domain.score import Assessment, Attribute
from service.erase import erase
from service.queue import RESCORE_JOB
from service.review import Choice, claim, decide
from service.storage import audit_log, degraded, keys, review_queue, statistics, webhooks
from tests.conftest import SITE
from tests.e2e.counts import counted, loaded, lose_jobs, put_in, screenings
from tests.integration.scorers import GIFT
from workers.rescore import LOT, MAX_ATTEMPTS, rescore
from workers.scorers import load_scorer
from workers.screen import screen
from workers.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.context import Context
    from service.domain.score import Scorable

ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))
RUDE = "rude"
"""A word by which the heavy model flags, and the light one does not; of `nice` the other way round."""
NICE = "nice"


class Heavy:
    """A scorer with a backend that tests take away and bring back."""

    name = "heavy"
    version = "1"

    def __init__(self) -> None:
        self.is_there = True
        self.batches: list[list[str]] = []
        self.act: Callable[[], None] = lambda: None

    def start(self, *, strict: bool) -> None:
        """Start nothing."""

    def is_whole(self) -> bool:
        """Say what the test wants."""
        return self.is_there

    def summary(self) -> str:
        """Say nothing."""
        return ""

    def close(self) -> None:
        """End nothing."""

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Score by the word, as the backend would or as the built-in does in its place."""
        self.batches.append([scorable.content for scorable in batch])
        self.act()
        word = RUDE if self.is_there else NICE
        return [
            Assessment(
                {Attribute.TOXICITY: 0.9 if word in scorable.content else 0.1},
                scorers={"heavy" if self.is_there else "builtin": "1"},
                degraded=not self.is_there or GIFT in scorable.content,
            )
            for scorable in batch
        ]


@pytest.fixture
def scorer() -> Heavy:
    """Make a scorer whose backend is there."""
    return Heavy()


def decide_without(context: Context, scorer: Heavy, contents: Sequence[str]) -> list[str]:
    """Have comments decided while the backend is away."""
    comment_ids = put_in(context, contents)
    lose_jobs(context)
    scorer.is_there = False
    screen(context, scorer, comment_ids)
    scorer.is_there = True
    scorer.batches.clear()
    return comment_ids


def one(context: Context, comment_id: str) -> Comment:
    """Read a comment."""
    return loaded(context, [comment_id])[0]


def deliveries(context: Context, comment_id: str) -> int:
    """Count the deliveries that tell of a comment."""
    every = [webhooks.load(context.redis, each) for each in webhooks.due(context.redis, 10**11, 100)]
    return sum(found is not None and found[0].comment == comment_id for found in every)


def rescorings(context: Context) -> list[str | None]:
    """Name the comments of which the audit log says that they were rescored."""
    entries = (entry for _, entry in audit_log.page(context.redis, SITE, None, 1000))
    return [entry.comment for entry in entries if entry.action is Action.RESCORED]


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


def test_a_moderators_decision_stays(context: Context, scorer: Heavy) -> None:
    """What a moderator decided while the backend was away is not touched, and waits no longer."""
    [comment_id] = decide_without(context, scorer, [NICE])
    decide(context, ANNA, comment_id, Choice(Outcome.REJECT))
    before = one(context, comment_id)
    rescore(context, scorer)
    assert one(context, comment_id) == before
    assert before.decision is not None
    assert before.decision.decided_by is DecidedBy.MODERATOR
    assert degraded.count(context.redis) == 0
    assert scorer.batches in ([], [[]])


def test_a_claimed_comment_stays_in_the_moderators_hands(context: Context, scorer: Heavy) -> None:
    """It does not vanish from under a moderator who is reading it."""
    [comment_id] = decide_without(context, scorer, [NICE])
    claim(context, ANNA, comment_id)
    before = one(context, comment_id)
    rescore(context, scorer)
    assert one(context, comment_id) == before
    assert degraded.count(context.redis) == 0


@pytest.mark.parametrize("meanwhile", ["decided", "claimed", "erased", "rescored"])
def test_what_happens_while_it_is_scored_wins(context: Context, scorer: Heavy, meanwhile: str) -> None:
    """Nothing is written over a decision, a claim, an erasure or another worker's rescoring in between."""
    comment_id, other = decide_without(context, scorer, [NICE, "a comment"])

    def act() -> None:
        scorer.act = lambda: None
        match meanwhile:
            case "decided":
                decide(context, ANNA, comment_id, Choice(Outcome.REJECT))
            case "claimed":
                claim(context, ANNA, comment_id)
            case "erased":
                erase(context, SITE, comment_id)
            case _:
                rescore(context, scorer)

    scorer.act = act
    rescore(context, scorer)
    assert rescorings(context) == ([other, comment_id] if meanwhile == "rescored" else [other])
    assert degraded.count(context.redis) == 0
    if meanwhile == "erased":
        assert context.redis.get(keys.comment(comment_id)) is None
    elif meanwhile != "rescored":
        assert one(context, comment_id).status is (
            Status.REJECTED if meanwhile == "decided" else Status.FLAGGED
        )


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


def test_an_erased_comment_does_not_come_back_by_an_attempt(context: Context, scorer: Heavy) -> None:
    """Erased before its turn, its id is gone from where it waited, and an attempt does not bring it back."""
    [comment_id] = decide_without(context, scorer, ["a comment"])
    erase(context, SITE, comment_id)
    with context.redis.pipeline() as pipe:
        degraded.count_attempt(pipe, [comment_id])
        pipe.execute()
    assert degraded.count(context.redis) == 0


def test_without_a_backend_in_the_settings_they_are_made_up_for_too(context: Context, scorer: Heavy) -> None:
    """Who goes back to the built-in has it score again what waits: its decision is nobody's stand-in then."""
    [comment_id] = decide_without(context, scorer, ["Danke für den Artikel"])
    rescore(context, load_scorer("builtin"))
    comment = one(context, comment_id)
    assert set(comment.scorers) == {"builtin"}
    assert comment.decision is not None
    assert not comment.decision.degraded
    assert degraded.count(context.redis) == 0
