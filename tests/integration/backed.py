"""What tests of scorers with a backend are given, and how they get at its process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import psutil

if TYPE_CHECKING:
    from workers.scorers.backed import BackedScorer


class OpenScorer(Protocol):
    """Opens a scorer that is closed after the test."""

    def __call__(self, name: str, *, strict: bool = True, **options: str) -> BackedScorer:
        """Open a scorer by its name, with its options."""
        ...


def backends(process: int | None = None) -> list[psutil.Process]:
    """Give the backends' processes that a process, this one by default, has started."""
    return [
        each
        for each in psutil.Process(process).children(recursive=True)
        if each.status() != psutil.STATUS_ZOMBIE and "workers.backends.child" in each.cmdline()
    ]
