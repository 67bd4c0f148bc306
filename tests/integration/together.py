"""Doing several things at the very same moment, each in a thread of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

from service.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable


def together(*actions: Callable[[], Any]) -> list[Any]:
    """Do them all at once; give what each returned, or its refusal."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        barrier.wait(10)
        try:
            return action()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
