"""A worker killed at any step: its comments are decided within 15 seconds, and once."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from tests.e2e.counts import counted, decided, put_in, rq_holds, screenings
from tests.e2e.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.processes import House

STEPS = {
    "between pop and start": "execute_job",
    "between the execution's record and the job's": "prepare_job_execution",
    "during scoring": None,
    "after the decisions, before RQ knows": "handle_execution_ended",
    "in RQ's own end of the job": "handle_job_success",
}
"""What the worker was about to do when it was killed: the method, or in the scorer."""
COMMENTS = 64


def test_a_killed_worker_delays_its_comments_by_15_seconds_at_most(
    open_house: Callable[..., House], tell: Callable[[str], None]
) -> None:
    """After kill -9 at each step of a job: all 64 comments of it are decided in time, each exactly once."""
    houses: dict[str, tuple[House, list[str]]] = {}
    for step, method in STEPS.items():
        halt = {} if method is None else {"HOUSE_HALT_AT": f"workers.worker:HardenedWorker.{method}"}
        house = open_house(MODERATO_SCORER="scripted", **halt)
        text = "halt {}" if method is None else "Kommentar {}"
        houses[step] = house, put_in(house.context, [text.format(number) for number in range(COMMENTS)])
        house.workers.start()
    for step, (house, _) in houses.items():
        marker = house.folder / "halted"
        wait_until(lambda marker=marker: marker.exists() and marker.read_text(), f"a worker halts {step}")  # type: ignore[misc]
    for house, _ in houses.values():
        os.kill(int((house.folder / "halted").read_text()), signal.SIGKILL)
    killed_at = time.monotonic()
    waiting, took = set(houses), dict.fromkeys(houses, 0.0)

    def all_decided() -> bool:
        for step in sorted(waiting):
            if decided(houses[step][0].context, houses[step][1]):
                took[step] = time.monotonic() - killed_at
                waiting.discard(step)
        return not waiting

    wait_until(all_decided, "every comment is decided", within=16)
    for step, seconds in took.items():
        tell(f"killed {step}: all decided {seconds:.1f} s later")
    assert max(took.values()) < 15
    for house, comment_ids in houses.values():
        wait_until(lambda house=house: not rq_holds(house.context), "RQ has nothing left to do")  # type: ignore[misc]
        assert "job_failed" not in house.workers.logged()
        assert screenings(house.context) == dict.fromkeys(comment_ids, 1)
        assert counted(house.context) == (COMMENTS, COMMENTS)
