"""A comment that takes workers down is found, flagged for a human, and scored once the scorer is mended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from service.domain.comment import Status
from service.domain.decision import SCORING_FAILED
from service.storage import dead_letters, pending
from tests.e2e.counts import counted, loaded, put_in, screenings
from tests.e2e.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.processes import House

ACTS = {
    "kill": "is killed, as by the kernel",
    "hang": "hangs until the job's time-out",
    "freeze": "hangs where no time-out reaches it",
    "leave": "raises SystemExit",
}
COMMENTS = 64


def test_a_comment_that_takes_workers_down_is_isolated_and_can_be_replayed(
    open_house: Callable[..., House], tell: Callable[[str], None]
) -> None:
    """Of 64 comments in one job, the poisonous one alone ends flagged as a dead letter, 63 are approved."""
    houses: dict[str, tuple[House, list[str]]] = {}
    for act in ACTS:
        house = open_house(MODERATO_SCORER="scripted", HOUSE_JOB_TIMEOUT="1")
        contents = [f"Kommentar {number}" for number in range(COMMENTS)]
        contents[20] = f"{act} Gift"
        houses[act] = house, put_in(house.context, contents)
        for job in house.context.queues.screen.jobs:
            job.timeout = 1
            job.save()
        house.workers.start()
    for act, (house, comment_ids) in houses.items():
        took = wait_until(
            lambda house=house: pending.count(house.context.redis) == 0,  # type: ignore[misc]
            act,
            within=70,
        )
        tell(f"a worker that {ACTS[act]}: waited {took:.1f} s more until all were decided")
        found = loaded(house.context, comment_ids)
        poison = found.pop(20)
        assert {comment.status for comment in found} == {Status.APPROVED}
        assert poison.status is Status.FLAGGED
        assert poison.decision is not None
        assert [reason.code for reason in poison.decision.reasons] == [SCORING_FAILED]
        letters = dead_letters.every(house.context.redis)
        assert [(letter.comment, letter.error) for letter in letters] == [(comment_ids[20], "WorkerKilled")]
        assert screenings(house.context) == dict.fromkeys(comment_ids, 1)
        assert counted(house.context) == (COMMENTS, COMMENTS)
        assert "cannot score" not in house.workers.logged()
    for house, comment_ids in houses.values():
        (house.folder / "mended").touch()
        replayed = house.command("queue", "replay", "--all", "--json")
        assert json.loads(replayed.stdout) == {"replayed": [comment_ids[20]]}
        wait_until(lambda house=house: pending.count(house.context.redis) == 0, "the replay is decided")  # type: ignore[misc]
        assert loaded(house.context, [comment_ids[20]])[0].status is Status.APPROVED
        assert dead_letters.every(house.context.redis) == []
        assert screenings(house.context)[comment_ids[20]] == 2
