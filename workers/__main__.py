"""One worker process: `python -m workers screen`. The supervisor starts it; so may anything else."""

from __future__ import annotations

import os
import sys

import structlog

from service.context import Context
from service.queue import SCREEN
from service.settings import Settings
from service.storage.connection import connect_worker
from service.storage.errors import StorageAway
from service.telemetry import configure_logs
from workers.scorers import load_scorer
from workers.station import Station, install
from workers.worker import HardenedWorker

log = structlog.get_logger()


def main() -> int:
    """Serve one queue until asked to stop."""
    queue = sys.argv[1]
    settings = Settings.from_env()
    configure_logs(settings)
    context = Context.open(settings)
    if queue == SCREEN:
        scorer = load_scorer(settings.scorer, **settings.scorer_options)
        install(Station(context, scorer))
        log.info("worker_started", queue=queue, pid=os.getpid(), scorer=scorer.name, version=scorer.version)
    try:
        HardenedWorker(queue, connect_worker(settings.redis_url or "")).work(logging_level="WARNING")
    except StorageAway as error:
        log.warning("worker_lost_redis", queue=queue, error=type(error).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
