"""Group commit: submissions that arrive together are stored together, each answered after the commit."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from service.domain.errors import QueueFull, Refusal, SubmissionInProgress
from service.storage.errors import StorageAway

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.submit import Accepted, Answer, Intake

    Commit = Callable[[Sequence[Intake]], list[Answer]]

GATHER = 0.002
"""Seconds the first submission of a batch waits for company."""
BATCH = 64
MAX_WAITING = 4_096
"""Submissions in memory, not yet stored, beyond which new ones are refused."""


class GroupCommit:
    """Gathers submissions for the submit stage, which runs in a thread of its own.

    While one batch is being committed the next one gathers, so that the load itself sets the batch size.
    """

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._waiting: deque[tuple[Intake, asyncio.Future[Answer]]] = deque()
        self._arrived = asyncio.Event()
        self._in_progress: set[str] = set()
        self._committing = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="submit")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to commit."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Commit what has arrived, then stop."""
        while self._waiting or self._committing:  # noqa: ASYNC110 - once, at the end
            await asyncio.sleep(GATHER)
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._thread.shutdown(wait=True)

    async def submit(self, intake: Intake) -> Accepted:
        """Store one submission together with its neighbours.

        Raises:
            Refusal: It was not stored.
            redis.exceptions.RedisError: Whether it was stored cannot be told.
        """
        if len(self._waiting) >= MAX_WAITING:
            raise QueueFull(retry_after=1)
        name = intake.idempotency
        if name is None:
            return await self._queue(intake)
        if name in self._in_progress:
            raise SubmissionInProgress(retry_after=1)
        self._in_progress.add(name)
        try:
            return await self._queue(intake)
        finally:
            self._in_progress.discard(name)

    async def _queue(self, intake: Intake) -> Accepted:
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((intake, answered))
        self._arrived.set()
        answer = await answered
        if isinstance(answer, Refusal):
            raise answer
        return answer

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._arrived.wait()
            if len(self._waiting) < BATCH:
                await asyncio.sleep(GATHER)
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            if not self._waiting:
                self._arrived.clear()
            self._committing = True
            try:
                answers = await loop.run_in_executor(
                    self._thread, self._commit, [intake for intake, _ in batch]
                )
            except Exception as error:  # noqa: BLE001 - every waiting client is told of whatever happened
                self._fail(batch, error)
            else:
                for (_, answered), answer in zip(batch, answers, strict=True):
                    if not answered.done():
                        answered.set_result(answer)
            self._committing = False

    def _fail(self, batch: list[tuple[Intake, asyncio.Future[Answer]]], error: Exception) -> None:
        """Tell the batch, and where Redis is away those behind it: they would only wait for the same."""
        behind = list(self._waiting) if isinstance(error, StorageAway) else []
        for _, answered in [*batch, *behind]:
            if not answered.done():
                answered.set_exception(error)
        if behind:
            self._waiting.clear()
            self._arrived.clear()
