"""Real processes of ours, each with all that it prints kept in a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from service.settings import Settings

PATIENCE = 30.0
"""Seconds after which a condition counts as never coming true."""


def environment(settings: Settings) -> dict[str, str]:
    """Give the environment that makes a process use a test's Redis and secrets."""
    return os.environ | {
        "MODERATO_REDIS_URL": settings.redis_url or "",
        "MODERATO_ENCRYPTION_KEYS": " ".join(settings.encryption_keys),
        "MODERATO_HASH_KEY": settings.hash_key,
        "MODERATO_LISTEN": "127.0.0.1:0",
        "MODERATO_OPS_LISTEN": "127.0.0.1:0",
        "MODERATO_LOG_FORMAT": "json",
        "MODERATO_LOG_LEVEL": "debug",
        "MODERATO_KEY_RATE": "0",
        "MODERATO_AUTHOR_RATE": "0",
    }


@contextmanager
def running(settings: Settings, log: Path, *module: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of ours; on leaving, stop it in order."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *module], env=environment(settings), stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait on a condition, and fail by its name."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def event(log: Path, name: str) -> dict[str, Any]:
    """Wait for a log event, and give it."""
    found: list[dict[str, Any]] = []

    def look() -> bool:
        lines = log.read_text(encoding="utf-8").splitlines()
        found[:] = [each for each in map(_parsed, lines) if each.get("event") == name]
        return bool(found)

    wait_until(look, f"{name} in {log}")
    return found[0]


def _parsed(line: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(line)
    except ValueError:
        return {}
    return document
