"""Keeps a backend's process running: when it is lost, it is brought back beside the work, not in its way."""

from __future__ import annotations

import math
import time
from threading import Event, Thread
from typing import TYPE_CHECKING

import structlog

from workers.backends.backend import BackendRefusedError
from workers.backends.process import BackendLostError, BackendProcess, Facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workers.backends.process import Scores

log = structlog.get_logger()

PAUSES = (0.5, 60.0)
"""Seconds before a lost backend is started again: at first, and at most, doubling in between."""
SETTLED = 30.0
"""Seconds after which a backend counts as running well, and the next pause is a short one again."""
JOB_ROOM = 7.0
"""Seconds of a job's 8 that are for the backend; the rest is the built-in's and Redis's."""
LOT_TAKES = 0.5
"""Seconds that a lot is to take: short, so that little is lost with one that is cut off."""
LOTS = (250, 16_000)
"""Code points of a lot: of the first one, and at most."""


class BackendKeeper:
    """A backend that may be away."""

    def __init__(self, backend: str, options: Mapping[str, str], timeout: float) -> None:
        """Set up; nothing is started yet.

        Args:
            backend: A key of `BACKENDS`.
            options: What it takes, as text.
            timeout: Seconds one lot may take before the backend counts as hung. In a job no lot is begun
                that could end after it: a slow backend gives way to the built-in.
        """
        self._backend, self._options, self._timeout = backend, options, timeout
        self._process: BackendProcess | None = None
        self._facts: Facts | None = None
        self._tried, self._closed = Event(), Event()
        self._is_started = self._is_patient = False
        self._refusal: BackendRefusedError | None = None
        self._loss = "did not start"
        self._pause = PAUSES[0]
        self._began_at = 0.0
        self._lot = LOTS[0]

    def start(self, patience: float | None, *, strict: bool) -> None:
        """Start the backend, and wait a while for it to be loaded.

        Args:
            patience: Seconds to wait; after them it goes on loading beside the work. None where no job is to
                end in time: until it is loaded, which its process has `LOAD_WITHIN` for, and then for each
                lot, and for its first return after a loss.
            strict: Whether a refusal is raised, or tried again and again like a loss.

        Raises:
            BackendRefusedError: A setting, a file or a library is not what it must be.
            RuntimeError: Nothing came of waiting for as long as it takes: the process was lost.
        """
        self._is_patient = patience is None
        self._bring_back(0.0)
        self._tried.wait(patience)
        self._is_started = True
        if self._refusal and strict:
            self.close()
            raise self._refusal
        if self._refusal:
            self._tell_refusal(self._refusal)
        if self._is_patient and not self._process:
            self.close()
            raise RuntimeError(f"the backend {self._backend} could not be loaded: its process {self._loss}")

    @property
    def facts(self) -> Facts | None:
        """What the backend said of itself; None where it has never been there."""
        return self._facts

    def is_there(self) -> bool:
        """Say whether the backend is there; where it was lost unnoticed, start it again."""
        process = self._process
        if process and not process.is_alive():
            self._lose("ended")
            return False
        return process is not None

    def score(self, texts: Sequence[str]) -> list[Scores | None]:
        """Score texts as far as that goes.

        Returns:
            The scores of each text in order; None where the backend is away, too slow, or failed on it.
        """
        found: list[Scores | None] = [None] * len(texts)
        if self._is_patient:
            # One that was lost is loading again; meanwhile, the built-in would run through all the rest.
            self._tried.wait()
        room = math.inf if self._is_patient else JOB_ROOM
        begun_by = time.monotonic() + room - self._timeout
        # Texts of like length go together: a model's time is that of the longest of each lot.
        left = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        while left and self._process and time.monotonic() < begun_by:
            lot = left[: fitting([len(texts[at]) for at in left], self._process.facts.batch, self._lot)]
            scores = self._score_lot(self._process, [texts[at] for at in lot])
            if scores is None:
                break
            for at, each in zip(lot, scores, strict=True):
                found[at] = each
            left = left[len(lot) :]
        return found

    def _score_lot(self, process: BackendProcess, texts: list[str]) -> list[Scores | None] | None:
        """Score a lot, and make the next one as large as its time allows; None where the backend is lost."""
        began = time.monotonic()
        try:
            scores = process.score(texts, self._timeout)
        except BackendLostError as error:
            self._lot = LOTS[0]
            self._lose(str(error))
            return None
        pace = len(texts) * max(1, len(texts[-1])) / max(time.monotonic() - began, 0.001)
        self._lot = min(LOTS[1], int(pace * LOT_TAKES))
        return scores

    def close(self) -> None:
        """End the backend for good."""
        self._closed.set()
        self._tried.set()  # There will be no further try to wait for.
        if self._process:
            self._process.close()

    def _lose(self, reason: str) -> None:
        process, self._process = self._process, None
        if process:
            process.close()
        if time.monotonic() - self._began_at > SETTLED:
            self._pause = PAUSES[0]
        pause = self._next_pause()
        log.warning("backend_lost", backend=self._backend, reason=reason, restart_in=pause)
        self._tried.clear()
        self._bring_back(pause)

    def _bring_back(self, pause: float) -> None:
        Thread(target=self._keep_trying, args=[pause], name="backend", daemon=True).start()

    def _keep_trying(self, pause: float) -> None:
        while self._process is None and not self._closed.wait(pause):
            try:
                self._try()
            finally:
                self._tried.set()
            if self._process is None:
                pause = self._next_pause()

    def _try(self) -> None:
        try:
            process = BackendProcess(self._backend, self._options)
        except BackendRefusedError as refusal:
            self._refusal = refusal
            if self._is_started:  # Before, it is for whoever starts us to tell.
                self._tell_refusal(refusal)
            return
        except BackendLostError as error:
            self._loss = str(error)
            log.warning("backend_lost", backend=self._backend, reason=self._loss, restart_in=self._pause)
            return
        self._facts, self._refusal, self._began_at = process.facts, None, time.monotonic()
        self._process = process
        log.info("backend_back", backend=self._backend, **_told(process.facts))
        if self._closed.is_set():
            process.close()

    def _tell_refusal(self, refusal: BackendRefusedError) -> None:
        log.warning("backend_refused", backend=self._backend, reason=str(refusal))

    def _next_pause(self) -> float:
        pause, self._pause = self._pause, min(self._pause * 2, PAUSES[1])
        return pause


def _told(facts: Facts) -> dict[str, str]:
    return {"version": facts.version} | ({"note": facts.note} if facts.note else {})


def fitting(lengths: Sequence[int], most: int, room: int) -> int:
    """Say how many of the texts that are left fit into a lot; one always does.

    Args:
        lengths: Their lengths, the shortest first. Each counts as long as the longest of its lot.
        most: Texts in a lot at most.
        room: Code points in a lot at most.
    """
    number = 1
    while number < min(most, len(lengths)) and (number + 1) * lengths[number] <= room:
        number += 1
    return number
