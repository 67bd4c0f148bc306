"""Loaded by Python at the start of each process of a test's house: what misbehaves by script, and halts."""

from __future__ import annotations

import os
import signal
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.domain.score import Assessment, Scorable

FOLDER = Path(os.environ.get("HOUSE_FOLDER", "."))


class Scripted:
    """Does what the comment says, in this process, and approves it otherwise; `mended` makes it behave."""

    name = "scripted"
    version = "1"

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        from service.domain.score import Assessment, Attribute  # noqa: PLC0415 - only in workers

        if not (FOLDER / "mended").exists():
            for scorable in batch:
                word, _, _ = scorable.content.partition(" ")
                if act := ACTS.get(word):
                    act(scorable.content)
        return [Assessment({Attribute.TOXICITY: 0.01}, scorers={self.name: self.version}) for _ in batch]


class ScriptedBackend:
    """Does what a text says, in the backend's process; is refused while there is a file `refuse`."""

    name = "scripted"
    version = "1"
    note = ""

    def __init__(self, batch: str = "8", languages: str = "") -> None:
        if (FOLDER / "refuse").exists():
            from workers.backends.backend import BackendRefusedError  # noqa: PLC0415 - only in backends

            raise BackendRefusedError("there is no folder")
        self.batch = int(batch)
        self.languages = tuple(languages.split(","))

    def predict(self, texts: Sequence[str]) -> list[dict[Any, float]]:
        """Give each text the same score, once its word was acted upon."""
        from service.domain.score import Attribute  # noqa: PLC0415 - only in backends

        for text in texts:
            word, _, _ = text.partition(" ")
            if act := ACTS.get(word):
                act(text)
        score = 2.0 if "nonsense" in texts else 0.9
        return [{Attribute.TOXICITY: score} for _ in texts]


def _backed(**options: str) -> Any:
    from workers.scorers.backed import open_backed  # noqa: PLC0415 - only in workers

    return open_backed("scripted", options)


def _raise(content: str) -> None:
    raise LookupError(f"cannot score {content}")


def _leave(content: str) -> None:
    """Stop Python as a scorer must not."""
    raise SystemExit(f"cannot score {content}")


def _hang(_: str) -> None:
    time.sleep(3600)


def _freeze(_: str) -> None:
    """Hang where no signal handler runs, as native code may."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    time.sleep(3600)


ACTS: dict[str, Callable[[str], None]] = {
    "raise": _raise,
    "leave": _leave,
    "exit": lambda _: os._exit(66),
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "hang": _hang,
    "freeze": _freeze,
    "halt": lambda _: halt(),
    "slow": lambda _: time.sleep(0.1),
}


def halt() -> None:
    """Say once that this step is reached, and stay there until killed; pass every other time."""
    try:
        with (FOLDER / "halted").open("x", encoding="utf-8") as marker:
            marker.write(str(os.getpid()))
    except FileExistsError:
        return
    threading.Event().wait()


def _halt_at(place: str) -> None:
    """Halt before the function at the place, `module:path`, whenever somebody calls it."""
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    original = getattr(owner, name)

    def halting(*given: Any, **named: Any) -> Any:
        halt()
        return original(*given, **named)

    setattr(owner, name, halting)


if "HOUSE_FOLDER" in os.environ:
    from workers import backends, scorers

    scorers.SCORERS["scripted"] = Scripted
    scorers.SCORERS["backed"] = _backed
    backends.BACKENDS["scripted"] = lambda: ScriptedBackend
    if "HOUSE_HALT_AT" in os.environ:
        _halt_at(os.environ["HOUSE_HALT_AT"])
    if "HOUSE_HURRIES" in os.environ:
        from workers import supervisor
        from workers.backends import keeper

        supervisor.SWEEP_EVERY, keeper.PAUSES = 0.5, (0.1, 0.5)
    if "HOUSE_JOB_TIMEOUT" in os.environ:
        from service import queue

        queue.JOB_TIMEOUT = int(os.environ["HOUSE_JOB_TIMEOUT"])
