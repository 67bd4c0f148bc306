"""The Redis servers that this machine has, and how tests of the embedded one talk to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import redis

from service.embedded_redis import bundled_server, servers_on_path, version_of

if TYPE_CHECKING:
    from pathlib import Path


def programs() -> dict[str, Path]:
    """The newest server of the PATH and the bundled one, by version."""
    found = [path for path in servers_on_path() if version_of(path) >= (7,)][:1]
    if bundled := bundled_server():
        found.append(bundled)
    return {".".join(map(str, version_of(path))): path for path in found}


PROGRAMS = programs()


def call(url: str, *words: str | int) -> object:
    """Send one command on a connection of its own and give its answer."""
    with redis.Redis.from_url(url, decode_responses=True, socket_timeout=60) as client:
        answer: object = client.execute_command(*words)
        return answer
