"""What a moderator, a site or another worker does meanwhile wins over scoring a comment again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from service.domain.comment import Status
from service.domain.decision import DecidedBy, Outcome
from service.domain.errors import NotFlagged, Refusal
from service.domain.moderator import Moderator, Role
from service.erase import erase
from service.review import Choice, claim, decide, escalate, hand_back, undo
from service.storage import degraded, keys, review_queue
from tests.conftest import SITE
from tests.integration.rescoring import NICE, Heavy, decide_without, one, rescorings
from tests.integration.together import together
from workers.rescore import rescore

if TYPE_CHECKING:
    from service.context import Context

ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))


@pytest.fixture
def scorer() -> Heavy:
    """Make a scorer whose backend is there."""
    return Heavy()


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


def test_an_erased_comment_does_not_come_back_by_an_attempt(context: Context, scorer: Heavy) -> None:
    """Erased before its turn, its id is gone from where it waited, and an attempt does not bring it back."""
    [comment_id] = decide_without(context, scorer, ["a comment"])
    erase(context, SITE, comment_id)
    with context.redis.pipeline() as pipe:
        degraded.count_attempt(pipe, [comment_id])
        pipe.execute()
    assert degraded.count(context.redis) == 0


def test_an_escalated_comment_is_left_to_the_seniors(context: Context, scorer: Heavy) -> None:
    """A moderator asked a senior: the backend's return does not approve it; handed back, it is rescored."""
    [comment_id] = decide_without(context, scorer, [NICE])
    escalate(context, ANNA, comment_id)
    rescore(context, scorer)
    assert one(context, comment_id).status is Status.FLAGGED
    hand_back(context, replace(ANNA, role=Role.SENIOR), comment_id)
    rescore(context, scorer)
    assert one(context, comment_id).status is Status.APPROVED


def test_a_decision_taken_back_is_the_policys_to_make_again(context: Context, scorer: Heavy) -> None:
    """A degraded decision that is in force again is replaced as if no moderator had been there."""
    [comment_id] = decide_without(context, scorer, [NICE])
    decide(context, ANNA, comment_id, Choice(Outcome.REJECT))
    rescore(context, scorer)
    assert degraded.count(context.redis) == 0
    undo(context, ANNA, comment_id)
    rescore(context, scorer)
    assert one(context, comment_id).status is Status.APPROVED


def test_deciding_and_rescoring_at_the_same_moment(context: Context, scorer: Heavy) -> None:
    """One of the two comes first: the moderator's word stands, or they hear that the policy approved."""
    for _ in range(15):
        [comment_id] = decide_without(context, scorer, [NICE])
        _, decided = together(
            partial(rescore, context, scorer),
            partial(decide, context, ANNA, comment_id, Choice(Outcome.REJECT)),
        )
        after = one(context, comment_id)
        if isinstance(decided, Refusal):
            assert (type(decided), decided.facts["by"]) == (NotFlagged, "policy")
            assert after.status is Status.APPROVED
        else:
            assert (after.status, after.decision) == (Status.REJECTED, decided.decision)
        assert review_queue.count(context.redis, SITE) == 0
