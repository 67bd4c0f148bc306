"""Admission: submissions are refused before Redis is full or while it is away, and let in again by itself."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from service.domain.errors import QueueFull, Refusal, StorageUnavailable
from service.storage import health, pending
from service.storage.errors import StorageAway

if TYPE_CHECKING:
    from service.context import Context

log = structlog.get_logger()

INTERVAL = 0.5
"""Seconds between two looks at Redis."""
MEMORY_SHARE = 0.85
"""Share of Redis's memory limit beyond which submissions are refused: workers need the rest."""


class Admission:
    """Knows whether submissions can be taken now."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._refusal: Refusal | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="admission")
        self._task: asyncio.Task[None] | None = None

    def check(self) -> None:
        """Refuse a submission that could not be served.

        Raises:
            QueueFull: Too many comments wait, or Redis is nearly full.
            StorageUnavailable: Redis does not answer.
        """
        if self._refusal is not None:
            raise self._refusal.with_traceback(None)

    def check_reachable(self) -> None:
        """Refuse any request while Redis is away: it would only hold a thread until its time-out.

        Raises:
            StorageUnavailable: Redis does not answer.
        """
        if isinstance(self._refusal, StorageUnavailable):
            raise self._refusal.with_traceback(None)

    def start(self) -> None:
        """Begin to look at Redis."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop looking."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._thread.shutdown(wait=False)

    async def _run(self) -> None:
        while True:
            before = self._refusal
            self._refusal = await asyncio.get_running_loop().run_in_executor(self._thread, self._look)
            if (before is None) != (self._refusal is None):
                log.warning("admission_changed", refusing=self._refusal.code if self._refusal else None)
            await asyncio.sleep(INTERVAL)

    def _look(self) -> Refusal | None:
        try:
            if health.memory_share(self._context.redis) > MEMORY_SHARE:
                return QueueFull(retry_after=5)
            if pending.count(self._context.redis) >= self._context.settings.max_pending:
                return QueueFull(retry_after=5)
        except StorageAway:
            return StorageUnavailable(retry_after=1)
        return None
