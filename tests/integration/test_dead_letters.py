"""Dead letters: listed, replayed when the scorer is mended, dropped where there is nothing left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.comment import Status
from service.domain.decision import Outcome
from service.erase import erase
from service.replay import replay
from service.review import Choice, decide
from service.storage import comments, dead_letters, moderators, pending, review_queue
from tests.conftest import SITE
from tests.e2e.counts import counted, loaded, lose_jobs, put_in, screenings
from tests.integration.scorers import Moody, raising
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.context import Context
    from tests.conftest import Cast


def give_up(context: Context) -> str:
    """Let the scoring of one comment fail; give its id."""
    [comment_id] = put_in(context, ["Gift"])
    screen(context, Moody(raising(LookupError)), [comment_id])
    lose_jobs(context)
    assert dead_letters.count(context.redis) == 1
    return comment_id


def test_a_replayed_comment_is_scored_and_decided(context: Context, screen_all: Callable[[], None]) -> None:
    """Once the scorer is mended: the letter is gone, the comment leaves the review queue and is decided."""
    comment_id = give_up(context)
    assert review_queue.count(context.redis, SITE) == 1
    assert replay(context, comment_id)
    assert dead_letters.count(context.redis) == review_queue.count(context.redis, SITE) == 0
    assert loaded(context, [comment_id])[0].status is Status.PENDING
    assert pending.count(context.redis) == 1
    screen_all()
    after = loaded(context, [comment_id])[0]
    assert after.status is Status.APPROVED
    assert after.scores
    assert screenings(context) == {comment_id: 2}
    assert counted(context) == (1, 2)


def test_replaying_twice_does_it_once(context: Context) -> None:
    """The second replay finds nothing to do, and enqueues nothing."""
    comment_id = give_up(context)
    assert [replay(context, comment_id), replay(context, comment_id)] == [True, False]
    assert context.queues.screen.count == 1


def test_a_comment_that_fails_again_is_a_dead_letter_again(context: Context) -> None:
    """A replay before the scorer is mended changes nothing for the worse."""
    comment_id = give_up(context)
    replay(context, comment_id)
    screen(context, Moody(raising(KeyError)), [comment_id])
    assert [(each.comment, each.error) for each in dead_letters.every(context.redis)] == [
        (comment_id, "KeyError")
    ]
    assert review_queue.count(context.redis, SITE) == 1


def test_what_a_moderator_decided_stays_decided(context: Context, cast: Cast) -> None:
    """The decision takes the letter along; a replay then refuses and leaves the decision alone."""
    assert cast.anna
    comment_id = give_up(context)
    decide(context, moderators.load(context.redis, "anna"), comment_id, Choice(Outcome.REJECT, "insult"))
    assert dead_letters.count(context.redis) == 0
    assert not replay(context, comment_id)
    assert loaded(context, [comment_id])[0].status is Status.REJECTED


def test_an_erased_comments_letter_is_gone(context: Context) -> None:
    """Erasing a comment takes its dead letter along; replaying its id does nothing."""
    comment_id = give_up(context)
    erase(context, SITE, comment_id)
    assert dead_letters.count(context.redis) == 0
    assert not replay(context, comment_id)
    assert comments.load(context.redis, [comment_id]) == [None]
