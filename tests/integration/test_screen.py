"""The screen stage: safe to run twice, and never on what was decided or erased meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.administration import load_policy
from service.domain.comment import Status
from service.erase import erase
from service.queue import SCREEN_JOB
from service.storage import pending
from tests.conftest import SITE
from tests.e2e.counts import counted, loaded, put_in, screenings
from tests.integration.scorers import Moody
from workers import screen as screen_module
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.context import Context
    from service.domain.score import Scorable


def test_the_jobs_name_is_pinned() -> None:
    """Jobs in flight carry this name over an upgrade: whoever renames the function must keep it."""
    assert SCREEN_JOB == "workers.screen.screen_comments"
    assert callable(screen_module.screen_comments)


def test_screening_twice_decides_once(context: Context) -> None:
    """A job that runs again, as after a crash, changes nothing: no second entry, count or decision."""
    comment_ids = put_in(context, ["eins", "zwei", "drei"])
    scorer = Moody()
    screen(context, scorer, comment_ids)
    before = loaded(context, comment_ids)
    screen(context, scorer, comment_ids, attempt=2)
    assert scorer.batches == [3]
    assert loaded(context, comment_ids) == before
    assert screenings(context) == dict.fromkeys(comment_ids, 1)
    assert counted(context) == (3, 3)
    assert pending.count(context.redis) == 0


def test_the_scorer_knows_from_which_score_its_site_counts(context: Context, tmp_path: Path) -> None:
    """Or a comment that a strict site flags would be shown without the words that flagged it."""
    strict = tmp_path / "strict.toml"
    strict.write_text("[flag]\nTOXICITY = 0.2\nSPAM = 0.9\n[reject]\nSPAM = 0.95\n")
    load_policy(context, SITE, strict)
    seen: list[Scorable] = []
    screen(context, Moody(seen.append), put_in(context, ["Gift"]))
    assert [each.counts_from for each in seen] == [{"TOXICITY": 0.2, "SPAM": 0.9}]


def test_a_comment_erased_while_it_is_scored_stays_erased(context: Context) -> None:
    """The transaction starts again without it: its neighbour is decided, and nothing of it comes back."""
    erased, kept = put_in(context, ["Gift", "Kommentar"])

    def act(_: Scorable) -> None:
        erase(context, SITE, erased)

    scorer = Moody(act)
    screen(context, scorer, [erased, kept])
    assert scorer.batches == [2, 1]
    assert loaded(context, [kept])[0].status is Status.APPROVED
    assert context.redis.get(f"moderato:comment:{erased}") is None
    assert screenings(context) == {kept: 1}
    assert pending.count(context.redis) == 0


def test_two_workers_on_the_same_comments_decide_once(context: Context) -> None:
    """A second worker that overtakes the first in the middle of its scoring: one decision a comment."""
    comment_ids = put_in(context, ["Gift", "Kommentar"])

    def act(_: Scorable) -> None:
        screen(context, Moody(), comment_ids)

    slow = Moody(act)
    screen(context, slow, comment_ids)
    assert slow.batches == [2]
    assert screenings(context) == dict.fromkeys(comment_ids, 1)
    assert counted(context) == (2, 2)


def test_a_burst_of_a_real_worker_decides_everything(
    context: Context, screen_all: Callable[[], None]
) -> None:
    """What was enqueued in jobs of up to 64 is decided by RQ's worker, and RQ keeps nothing of it."""
    comment_ids = put_in(context, [f"Kommentar {number}" for number in range(150)])
    assert [len(job.args[0]) for job in context.queues.screen.jobs] == [64, 64, 22]
    screen_all()
    assert screenings(context) == dict.fromkeys(comment_ids, 1)
    assert not list(context.redis.scan_iter("rq:job:*"))
