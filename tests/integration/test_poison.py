"""A comment that the scorer cannot bear spoils only itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import structlog
from rq.timeouts import JobTimeoutException

from service.domain.comment import Status
from service.domain.decision import SCORING_FAILED
from service.storage import dead_letters
from tests.e2e.counts import counted, loaded, lose_jobs, put_in, rq_holds, screenings
from tests.integration.everything import everything
from tests.integration.scorers import Moody, raising
from workers.screen import SINGLE_ATTEMPTS, WHOLE_ATTEMPTS, screen

if TYPE_CHECKING:
    from service.context import Context

SECRET = "cannot score"


def put_in_poison(context: Context, number: int = 64) -> tuple[list[str], str]:
    """Submit comments of which one is poison; give all ids, and that one's."""
    contents = [f"Kommentar {each}" for each in range(number - 1)]
    contents.insert(number // 3, "Gift")
    comment_ids = put_in(context, contents)
    return comment_ids, comment_ids[number // 3]


@pytest.mark.parametrize("error", [LookupError, MemoryError, UnicodeDecodeError])
def test_a_comment_that_raises_is_a_dead_letter_alone(context: Context, error: type[Exception]) -> None:
    """Of 64 comments 63 are approved; one is flagged as scoring_failed, with the error's type kept."""
    comment_ids, poison = put_in_poison(context)
    scorer = Moody(raising(error))
    with structlog.testing.capture_logs() as logs:
        screen(context, scorer, comment_ids)
    for comment in loaded(context, comment_ids):
        assert comment.status is (Status.FLAGGED if comment.id == poison else Status.APPROVED)
        assert comment.decision is not None
        assert [reason.code for reason in comment.decision.reasons] == [SCORING_FAILED] * (
            comment.id == poison
        )
    [letter] = dead_letters.every(context.redis)
    # A UnicodeDecodeError cannot even be raised with one argument: that is a TypeError.
    kept = "TypeError" if error is UnicodeDecodeError else error.__name__
    assert (letter.comment, letter.error) == (poison, kept)
    assert len(scorer.batches) <= 1 + 2 * 6, "halving 64 comments takes two batches a step"
    assert screenings(context) == dict.fromkeys(comment_ids, 1)
    assert counted(context) == (64, 64)
    assert SECRET not in json.dumps(logs, default=repr)
    assert not [name for name, held in everything(context.redis) if SECRET.encode() in held]


def test_a_scorer_that_forgets_comments_loses_none(context: Context) -> None:
    """Fewer assessments than comments fail those comments: none is decided by another's."""
    comment_ids, _ = put_in_poison(context, 4)

    class Forgetful(Moody):
        def score(self, batch):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return super().score(batch)[:-1]

    screen(context, Forgetful(), comment_ids)
    assert {letter.error for letter in dead_letters.every(context.redis)} == {"ValueError"}
    assert {comment.status for comment in loaded(context, comment_ids)} == {Status.FLAGGED}


def test_a_time_out_is_not_taken_for_the_comments_fault(context: Context) -> None:
    """RQ's time-out leaves the screen, so that the job comes back; nothing is decided."""
    comment_ids, _ = put_in_poison(context)
    with pytest.raises(JobTimeoutException):
        screen(context, Moody(raising(JobTimeoutException)), comment_ids)
    assert {comment.status for comment in loaded(context, comment_ids)} == {Status.PENDING}
    assert counted(context) == (64, 0)


def test_a_batch_is_split_after_two_attempts(context: Context) -> None:
    """The third attempt at a batch gives each comment a job of its own and scores none of them."""
    comment_ids, _ = put_in_poison(context)
    lose_jobs(context)
    scorer = Moody()
    screen(context, scorer, comment_ids, attempt=WHOLE_ATTEMPTS + 1)
    assert scorer.batches == []
    assert [job.args[0] for job in context.queues.screen.jobs] == [[comment_id] for comment_id in comment_ids]
    assert rq_holds(context) == {"waiting": 64}


def test_a_comment_alone_is_given_up_after_three_attempts(context: Context) -> None:
    """The fourth attempt flags it without letting the scorer near it; the third still scores it."""
    first, second = put_in(context, ["Gift", "Kommentar"])
    scorer = Moody()
    screen(context, scorer, [first], attempt=SINGLE_ATTEMPTS + 1)
    assert scorer.batches == []
    assert [(each.comment, each.error) for each in dead_letters.every(context.redis)] == [
        (first, "WorkerKilled")
    ]
    screen(context, scorer, [second], attempt=SINGLE_ATTEMPTS)
    assert [comment.status for comment in loaded(context, [first, second])] == [
        Status.FLAGGED,
        Status.APPROVED,
    ]
