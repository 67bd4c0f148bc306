"""A scorer that is refused stops the start in words; one that was good before stops nothing."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from service.storage import degraded
from tests.e2e.counts import decided, loaded, put_in
from tests.e2e.processes import wait_until
from tests.integration.tiny_models import write_model

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.processes import House


@pytest.mark.parametrize(
    ("scorer", "options", "words"),
    [
        ("transformers", "model=MODEL sha256=0000", "has sha256"),
        ("cascade", "heavy=transformers model=/nowhere sha256=0000", "there is no folder /nowhere"),
        ("perspective", "", "there is no scorer 'perspective'"),
        ("builtin", "colour=red", "colour"),
    ],
)
def test_the_start_ends_with_one_line_that_says_why(
    open_house: Callable[..., House], tmp_path: Path, scorer: str, options: str, words: str
) -> None:
    """`moderato work screen` does not start the worker for ever: it ends, and the log says why once."""
    write_model(tmp_path / "model")
    options = options.replace("MODEL", str(tmp_path / "model"))
    house = open_house(MODERATO_SCORER=scorer, MODERATO_SCORER_OPTIONS=options, MODERATO_WORKERS="1")
    done = house.command("work", "screen")
    assert done.returncode == 1
    [line] = [line for line in done.stderr.splitlines() if "scorer_refused" in line]
    assert words in line
    assert "Traceback" not in done.stderr
    assert "its last words are above" in done.stderr


def test_a_restarted_worker_goes_on_without_it(open_house: Callable[..., House]) -> None:
    """A worker killed while the backend's files are gone: the next one decides with the built-in."""
    house = open_house(MODERATO_SCORER="backed", MODERATO_SCORER_OPTIONS="timeout=1", HOUSE_HURRIES="yes")
    house.workers.start()
    wait_until(lambda: "worker_started" in house.workers.logged(), "the worker started")
    (house.folder / "refuse").touch()
    [worker] = house.workers.children()
    os.kill(worker, signal.SIGKILL)
    comment_ids = put_in(house.context, ["eins", "zwei"])
    wait_until(lambda: decided(house.context, comment_ids), "decided by the built-in")
    assert all(each.decision and each.decision.degraded for each in loaded(house.context, comment_ids))
    assert house.workers.process.poll() is None
    assert "backend_refused" in house.workers.logged()
    (house.folder / "refuse").unlink()
    wait_until(lambda: degraded.count(house.context.redis) == 0, "scored again")
    assert not any(each.decision and each.decision.degraded for each in loaded(house.context, comment_ids))


def test_a_worker_that_is_killed_takes_its_backend_along(open_house: Callable[..., House]) -> None:
    """No process stays behind, neither of a killed worker nor of a killed supervisor."""
    house = open_house(MODERATO_SCORER="backed")
    house.workers.start()
    wait_until(lambda: "worker_started" in house.workers.logged(), "the worker started")
    [backend] = [each for each in house.workers.descendants() if "workers.backends.child" in each.cmdline()]
    house.workers.kill()
    wait_until(lambda: not backend.is_running(), "the backend ended")
