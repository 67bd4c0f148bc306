"""The supervisor: keeps worker processes running, whatever happens to them, and sweeps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import structlog

from service.storage.errors import StorageAway
from workers.sweep import drop_expired, sweep, sweep_due

if TYPE_CHECKING:
    from types import FrameType

    from service.context import Context

log = structlog.get_logger()

TICK = 0.2
"""Seconds between two looks at the workers."""
SWEEP_EVERY = 5.0
"""Seconds between two sweeps."""
DUE_EVERY = 1.0
"""Seconds between two looks at the deliveries whose time has come: so much later may one begin."""
EXPIRE_EVERY = 3600.0
STOP_WITHIN = 12.0
"""Seconds a worker may take to finish its job when asked to stop."""
RESTART_PAUSE = (0.2, 5.0)
"""Seconds before a worker that died is started again: at first, and at most, doubling in between."""
REFUSED = os.EX_CONFIG
"""A worker's exit code where its scorer cannot be loaded as it is set."""
SETTLED = 10.0
"""Seconds after which a worker counts as having started well."""


class Supervisor:
    """Runs `count` workers of one kind as processes of their own."""

    def __init__(self, context: Context, kind: str, count: int, *, parent: int | None = None) -> None:
        self._context = context
        self._parent = parent
        self._command = [sys.executable, "-m", "workers", kind, str(os.getpid())]
        self._slots = [_Slot(self._command) for _ in range(count)]
        self._stopping = False
        self._sweep_at = self._due_at = self._expire_at = 0.0

    def run(self) -> bool:
        """Keep the workers running until asked to stop.

        Returns:
            Whether all went well: not where a worker refused its scorer, which would be refused again.
        """
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self._stopping:
            for slot in self._slots:
                slot.keep_running()
            if any(slot.refused for slot in self._slots):
                break
            self._sweep()
            time.sleep(TICK)
            if self._parent not in (None, os.getppid()):
                self._stopping = True
        for slot in self._slots:
            slot.ask_to_stop()
        deadline = time.monotonic() + STOP_WITHIN
        for slot in self._slots:
            slot.wait_until(deadline)
        return not any(slot.refused for slot in self._slots)

    def _sweep(self) -> None:
        now = time.monotonic()
        try:
            if now >= self._sweep_at:
                self._sweep_at = now + SWEEP_EVERY
                sweep(self._context)
            if now >= self._due_at:
                self._due_at = now + DUE_EVERY
                sweep_due(self._context)
            if now >= self._expire_at:
                self._expire_at = now + EXPIRE_EVERY
                drop_expired(self._context)
        except StorageAway as error:
            log.warning("sweep_postponed", error=type(error).__name__)

    def _stop(self, _: int, __: FrameType | None) -> None:
        self._stopping = True


class _Slot:
    """The place of one worker process."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_at = 0.0
        self._pause = RESTART_PAUSE[0]
        self._was_served = False
        self.refused = False

    def keep_running(self) -> None:
        now = time.monotonic()
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return
            self.refused = code == REFUSED and not self._was_served
            # A backend that was good once is not a wrong setting: the next worker begins without it.
            self._was_served = True
            settled = now - self._started_at > SETTLED
            self._pause = RESTART_PAUSE[0] if settled else min(self._pause * 2, RESTART_PAUSE[1])
            self._start_at = now + self._pause
            self._process = None
            log.warning("worker_exited", code=code, restart_in=self._pause)
        if now >= self._start_at:
            self._process = subprocess.Popen([*self._command, *(["--again"] * self._was_served)])  # noqa: S603 - our own interpreter and module
            self._started_at = now

    def ask_to_stop(self) -> None:
        if self._process:
            self._process.terminate()

    def wait_until(self, deadline: float) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
