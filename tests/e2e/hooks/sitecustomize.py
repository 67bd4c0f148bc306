"""Loaded by Python at the start of each process of a test's house: a scorer that misbehaves, and halts."""

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
    from workers import scorers

    scorers.SCORERS["scripted"] = Scripted
    if "HOUSE_HALT_AT" in os.environ:
        _halt_at(os.environ["HOUSE_HALT_AT"])
    if "HOUSE_JOB_TIMEOUT" in os.environ:
        from service import queue

        queue.JOB_TIMEOUT = int(os.environ["HOUSE_JOB_TIMEOUT"])
