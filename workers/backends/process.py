"""The worker's side of a backend's process: start it, ask it, and end it when its time is up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from threading import Timer
from typing import TYPE_CHECKING, Any

from service.domain.score import Attribute
from workers.backends.backend import BackendRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LOAD_WITHIN = 900.0
"""Seconds a backend may take to load; it may have to be downloaded, or quantised."""
_PRIVATE = "MODERATO_"

Scores = dict[Attribute, float]


class BackendLostError(Exception):
    """The backend's process crashed, hung or was killed; the message says which."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a backend said of itself when it was loaded: see `Backend`."""

    name: str
    version: str
    languages: tuple[str, ...]
    batch: int
    note: str


class BackendProcess:
    """One process with a backend loaded.

    Attributes:
        facts: What the backend said of itself.
    """

    facts: Facts

    def __init__(self, backend: str, options: Mapping[str, str]) -> None:
        """Start the process and load the backend there; slow.

        Args:
            backend: A key of `BACKENDS`.
            options: What it takes, as text.

        Raises:
            BackendRefusedError: A setting, a file or a library is not what it must be.
            BackendLostError: The process did not get so far.
        """
        ours, theirs = Pipe()
        self._connection: Connection[bytes, bytes] = ours
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "workers.backends.child", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(options),
            )
        self._load(backend, options)

    def score(self, texts: Sequence[str], within: float) -> list[Scores | None]:
        """Score a lot of texts.

        Args:
            texts: As the backend is to see them.
            within: Seconds it may take; then the process is ended.

        Returns:
            The scores of each text in order; None where the backend failed on it.

        Raises:
            BackendLostError: It crashed, hung or was killed. The process is gone.
        """
        answer = self._ask({"texts": list(texts), "within": within}, within)
        try:
            found = [None if row is None else _read(row) for row in answer["scores"]]
            return [row for row, _ in zip(found, texts, strict=True)]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.close()
            raise BackendLostError("spoke nonsense") from error

    def is_alive(self) -> bool:
        """Say whether the process is still there."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process, if it is still there."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

    def _load(self, backend: str, options: Mapping[str, str]) -> None:
        asked = {"backend": backend, "options": dict(options), "load_within": LOAD_WITHIN}
        answer = self._ask(asked, LOAD_WITHIN)
        if "refused" in answer:
            self.close()
            raise BackendRefusedError(answer["refused"])
        self.facts = Facts(**{**answer, "languages": tuple(answer["languages"])})

    def _ask(self, question: dict[str, Any], within: float) -> dict[str, Any]:
        """Send a question and wait for its answer; where that is cut off, nobody waits for it later."""
        until = time.monotonic() + within
        try:
            with self._ended_after(within):
                self._connection.send_bytes(json.dumps(question).encode())
                answer: dict[str, Any] = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError, ValueError) as error:
            self.close()
            raise BackendLostError("took too long" if time.monotonic() >= until else "ended") from error
        except BaseException:
            self.close()
            raise
        return answer

    @contextmanager
    def _ended_after(self, seconds: float) -> Iterator[None]:
        """Kill the process when time is up: that ends every wait for it, to send as to receive."""
        timer = Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _read(row: Mapping[str, float]) -> Scores:
    scores = {Attribute(name): float(score) for name, score in row.items()}
    if not all(0.0 <= score <= 1.0 for score in scores.values()):
        raise ValueError("a score is no probability")
    return scores


def _environment(options: Mapping[str, str]) -> dict[str, str]:
    """Leave our secrets out; and the hub, unless the operator named a commit of a model there."""
    kept = {name: given for name, given in os.environ.items() if not name.startswith(_PRIVATE)}
    return kept if options.get("revision") else kept | {"HF_HUB_OFFLINE": "1"}
