"""One worker process: `python -m workers screen [PARENT]`, which ends when the parent process is gone."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from threading import Thread
from typing import TYPE_CHECKING, Any

import structlog

from service.context import Context
from service.domain.score import Scorable
from service.queue import NOTIFY, SCREEN
from service.settings import Settings
from service.storage.connection import connect_worker
from service.storage.errors import StorageAway
from service.telemetry import configure_logs
from workers.scorers import load_scorer
from workers.station import Station, install
from workers.supervisor import REFUSED
from workers.worker import HardenedWorker

if TYPE_CHECKING:
    from workers.scorers.scorer import Scorer

log = structlog.get_logger()

WARM_UP = [Scorable("Guten Tag."), Scorable("Good day."), Scorable("Lorem ipsum dolor sit amet.")]
"""Scored before the first job, so that no reader's comment waits for what models load late."""


def main() -> int:
    """Serve one queue until asked to stop."""
    asked = _read_arguments()
    queue = asked.queue
    if asked.parent:
        Thread(target=_stop_without, args=[asked.parent], name="parent", daemon=True).start()
    settings = Settings.from_env()
    configure_logs(settings)
    context = Context.open(settings)
    try:
        scorer = _load(settings, strict=not asked.again) if queue == SCREEN else None
    except (ValueError, OSError, RuntimeError, TypeError) as error:
        log.error("scorer_refused", scorer=settings.scorer, reason=str(error))  # noqa: TRY400 (no bug of ours)
        return REFUSED
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


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    parser.add_argument("queue", choices=[SCREEN, NOTIFY])
    parser.add_argument("parent", nargs="?", type=int, help="stop when this process is gone")
    parser.add_argument("--again", action="store_true", help="begin without a backend that is refused now")
    return parser.parse_args()


def _load(settings: Settings, *, strict: bool) -> Scorer:
    options: dict[str, Any] = dict(settings.scorer_options)
    scorer = load_scorer(settings.scorer, strict=strict, **options)
    scorer.score(WARM_UP)
    return scorer


def _stop_without(parent: int) -> None:
    """Stop as if asked to when the supervisor is gone, whatever the worker waits for then."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
