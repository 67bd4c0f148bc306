"""What a worker process works with: opened once, used by every job."""

from __future__ import annotations

from dataclasses import dataclass

from service.context import Context
from workers.scorers.scorer import Scorer


@dataclass(frozen=True, slots=True)
class Station:
    """A worker's place: the context, and for the screen the scorer with its models loaded."""

    context: Context
    scorer: Scorer | None = None


_current: list[Station] = []


def install(station: Station) -> None:
    """Set up the process's station. RQ calls jobs by name, so that they find it here."""
    _current[:] = [station]


def current() -> Station:
    """Give the process's station.

    Raises:
        RuntimeError: The process is no worker.
    """
    if not _current:
        raise RuntimeError("no station: this process is no worker")
    return _current[0]
