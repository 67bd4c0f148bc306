"""The server as a child process that outlives neither its parent nor holds on to its terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Runs before the server and in its place: if the parent is killed, the kernel asks the server to shut down.
# A launcher and not a preexec_fn, since that one may deadlock in a process that has threads.
LAUNCHER = """
import ctypes, os, signal, sys
parent, *command = sys.argv[1:]
PR_SET_PDEATHSIG = 1
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
if os.getppid() == int(parent):
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")
"""


def spawn(command: list[str], *, log: Path, lock: int) -> subprocess.Popen[bytes]:
    """Start a server that shuts down when this process is gone (on Linux) and ignores a terminal's Ctrl-C.

    Args:
        command: The program and its arguments.
        log: Gets what the program prints before it opens a log of its own.
        lock: A file descriptor that it inherits, and so holds for as long as it runs.

    Raises:
        OSError: The program cannot be run.
    """
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-S", "-c", LAUNCHER, str(os.getpid()), *command]
    spawned: Future[subprocess.Popen[bytes]] = Future()

    def spawn_and_stay() -> None:
        try:
            # Made for the owner alone, as what the server writes itself is by its umask.
            with open(log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
                process = subprocess.Popen(  # noqa: S603 - our own command line
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                    umask=0o077,
                    pass_fds=[lock],
                )
        except OSError as error:
            spawned.set_exception(error)
        else:
            spawned.set_result(process)
            process.wait()

    # For the kernel the parent is the thread that forks, so that one has to live as long as the server.
    Thread(target=spawn_and_stay, name="embedded-redis", daemon=True).start()
    return spawned.result()
