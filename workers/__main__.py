"""One worker process: `python -m workers screen [PARENT]`, which ends when the parent process has gone."""

from __future__ import annotations

import os
import signal
import sys
import time
from threading import Thread

import structlog

from service.context import Context
from service.domain.score import Scorable
from service.queue import SCREEN
from service.settings import Settings
from service.storage.connection import connect_worker
from service.storage.errors import StorageAway
from service.telemetry import configure_logs
from workers.scorers import load_scorer
from workers.station import Station, install
from workers.worker import HardenedWorker

log = structlog.get_logger()

WARM_UP = [Scorable("Guten Tag."), Scorable("Good day."), Scorable("Lorem ipsum dolor sit amet.")]
"""Scored before the first job, so that no reader's comment waits for what models load late."""


def main() -> int:
    """Serve one queue until asked to stop."""
    queue, *parents = sys.argv[1:]
    for parent in parents:
        Thread(target=_stop_without, args=[int(parent)], name="parent", daemon=True).start()
    settings = Settings.from_env()
    configure_logs(settings)
    context = Context.open(settings)
    scorer = load_scorer(settings.scorer, **settings.scorer_options) if queue == SCREEN else None
    if scorer:
        scorer.score(WARM_UP)
    install(Station(context, scorer))
    log.info(
        "worker_started", queue=queue, pid=os.getpid(), scorer=scorer and f"{scorer.name} {scorer.version}"
    )
    try:
        HardenedWorker(queue, connect_worker(settings.redis_url or "")).work(logging_level="WARNING")
    except StorageAway as error:
        log.warning("worker_lost_redis", queue=queue, error=type(error).__name__)
        return 1
    return 0


def _stop_without(parent: int) -> None:
    """Stop as if asked to when the supervisor is gone, whatever the worker waits for then."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
