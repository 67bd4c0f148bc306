"""A backend's process: `python -m workers.backends.child FILENO` loads one and scores what it is sent.

It speaks JSON over a connection that it inherits: first what to load, then lots of texts. It has neither
the worker's secrets nor its Redis, and ends with it.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from workers.backends import load_backend
from workers.backends.backend import BackendRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Attribute
    from workers.backends.backend import Backend

WARM_UP = ["Guten Tag.", "Good day."]
"""Scored before the first lot, so that no comment waits for what loads late."""


def main() -> int:
    """Load a backend and serve it until the other side is gone."""
    connection = Connection(int(sys.argv[1]))
    _keep_quiet()
    # A Ctrl-C is for the worker: it ends the connection when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        asked = json.loads(connection.recv_bytes())
        backend = _load(connection, asked)
        while backend:
            _answer(connection, backend)
    except (EOFError, ConnectionError):
        return 0
    return 1


def _keep_quiet() -> None:
    """Print nothing: libraries print what they like, and words of comments among it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _load(connection: Connection, asked: dict[str, Any]) -> Backend | None:
    """Load what was asked for, and say how that went.

    A process that hangs where nothing reaches it, its worker gone, ends by itself: hence the alarms.
    """
    faulthandler.dump_traceback_later(asked["load_within"], exit=True)
    try:
        backend = load_backend(asked["backend"], asked["options"])
        backend.predict(WARM_UP)
    except MemoryError:
        raise  # No setting is wrong: the backend counts as lost, and is tried again.
    except BackendRefusedError as error:
        _send(connection, {"refused": str(error)})
        return None
    except Exception as error:  # noqa: BLE001 (no comment is to blame: there was none)
        _send(connection, {"refused": f"{asked['backend']}: {type(error).__name__}: {error}"})
        return None
    facts = {"name": backend.name, "version": backend.version, "note": backend.note}
    _send(connection, {**facts, "languages": backend.languages, "batch": backend.batch})
    faulthandler.cancel_dump_traceback_later()
    return backend


def _answer(connection: Connection, backend: Backend) -> None:
    asked = json.loads(connection.recv_bytes())
    faulthandler.dump_traceback_later(asked["within"] * 2, exit=True)
    _send(connection, {"scores": _scores(backend, asked["texts"])})
    faulthandler.cancel_dump_traceback_later()


def _scores(backend: Backend, texts: Sequence[str]) -> list[dict[Attribute, float] | None]:
    """Score a lot; where that fails, one by one, so that one text's trouble stays its own."""
    try:
        return [*backend.predict(texts)]
    except Exception:  # noqa: BLE001 (whatever a library raises)
        if len(texts) == 1:
            return [None]
        return [scores for text in texts for scores in _scores(backend, [text])]


def _send(connection: Connection, answer: dict[str, Any]) -> None:
    connection.send_bytes(json.dumps(answer).encode())


if __name__ == "__main__":
    # At once: torch may take seconds to tidy up.
    os._exit(main())
