"""A backend that is killed under load: the built-in stands in, and everything is scored again afterwards."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from service.domain.audit import Action
from service.domain.comment import Status
from service.domain.decision import DecidedBy, Outcome
from service.domain.moderator import Moderator, Role
from service.review import Choice, decide
from service.storage import audit_log, degraded, statistics
from tests.e2e.counts import counted, decided, loaded, put_in, rq_holds, screenings
from tests.e2e.processes import SITE, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    import psutil

    from service.context import Context
    from tests.e2e.processes import House

INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"
ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))
BATCHES = 20
BATCH = 32


def backends(house: House) -> list[psutil.Process]:
    """Give the backends' processes."""
    return [each for each in house.workers.descendants() if "workers.backends.child" in each.cmdline()]


def degraded_ones(context: Context, comment_ids: list[str]) -> list[str]:
    """Give the comments whose decision is degraded."""
    return [each.id for each in loaded(context, comment_ids) if each.decision and each.decision.degraded]


def rescorings(context: Context) -> list[str]:
    """Name the comments that were scored again, each as often as it was."""
    entries = (entry for _, entry in audit_log.page(context.redis, SITE, None, 1_000_000))
    return [entry.comment or "" for entry in entries if entry.action is Action.RESCORED]


def test_a_killed_backend_is_stood_in_for_and_made_up_for(
    open_house: Callable[..., House], tell: Callable[[str], None]
) -> None:
    """All are decided while it is away; once it is back, all but what a moderator decided are rescored."""
    house = open_house(MODERATO_SCORER="backed", MODERATO_WORKERS="2", HOUSE_HURRIES="yes")
    house.workers.start()
    wait_until(lambda: house.workers.logged().count("worker_started") == 2, "both workers started")
    assert len(backends(house)) == 2

    comment_ids = put_in(house.context, ["Danke für den Artikel"] * BATCH)
    for number in range(BATCHES - 1):
        comment_ids += put_in(house.context, [INSULT, *[f"Kommentar {number}"] * (BATCH - 1)])
    wait_until(lambda: decided(house.context, comment_ids[:BATCH]), "the first batch is decided")
    (house.folder / "refuse").touch()
    for backend in backends(house):
        backend.kill()
    killed_at = time.monotonic()
    wait_until(lambda: decided(house.context, comment_ids), "all decided without the backend")
    tell(f"backend killed: all decided {time.monotonic() - killed_at:.1f} s later")
    waiting = degraded_ones(house.context, comment_ids)
    tell(f"{len(waiting)} of {len(comment_ids)} degraded")
    assert degraded_ones(house.context, comment_ids[:BATCH]) == []
    assert degraded.count(house.context.redis) == len(waiting) > 0

    flagged = [each for each in loaded(house.context, waiting) if each.status is Status.FLAGGED]
    assert flagged, "the built-in flags an insult"
    by_anna = flagged[0].id
    decide(house.context, ANNA, by_anna, Choice(Outcome.REJECT))

    (house.folder / "refuse").unlink()
    back_at = time.monotonic()
    wait_until(lambda: degraded.count(house.context.redis) == 0, "all scored again")
    tell(f"backend mended: all scored again {time.monotonic() - back_at:.1f} s later")
    wait_until(lambda: not rq_holds(house.context), "RQ has nothing left to do")
    assert degraded_ones(house.context, comment_ids) == []
    [reviewed] = loaded(house.context, [by_anna])
    assert reviewed.decision is not None
    assert reviewed.decision.decided_by is DecidedBy.MODERATOR
    assert sorted(rescorings(house.context)) == sorted(set(waiting) - {by_anna})
    assert screenings(house.context) == dict.fromkeys(comment_ids, 1)
    assert counted(house.context) == (len(comment_ids), len(comment_ids) + 1)
    counters = statistics.read(house.context.redis)
    assert counters["degraded"] == len(waiting)
    assert counters.get("rescored|changed", 0) + counters.get("rescored|kept", 0) == len(waiting) - 1
    assert "job_failed" not in house.workers.logged()
