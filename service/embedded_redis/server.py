"""A Redis of our own: a child process with its data, its log and its socket in a private folder."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from service.embedded_redis.child import spawn
from service.embedded_redis.error import EmbeddedRedisError
from service.embedded_redis.program import OLDEST_ON_PATH, find_server, version_of

if TYPE_CHECKING:
    from types import TracebackType

SOCKET_PATH_LIMIT = 103  # bytes: 107 on Linux, 103 on macOS and the BSDs
LOCK_LIMIT = 5.0  # seconds: a server whose parent was killed is still closing its files
ANSWER_LIMIT = 30.0  # seconds without any answer; a server that says it is loading may take longer
STOP_LIMIT = 20.0  # seconds for a clean shutdown, after which it is killed
POLL = 0.01  # seconds


class EmbeddedRedis:
    """One Redis server as a child process, its files and its socket in a private folder.

    Every write is in the append-only file and on disk before it is answered; nothing is ever evicted. It
    listens on a Unix socket and on no port. It is in a session of its own, so that a terminal's Ctrl-C
    leaves the order of stopping to the parent, and on Linux it shuts down by itself when the parent is gone.

    Attributes:
        process: The server. A test may kill it and call `restart`.
    """

    process: subprocess.Popen[bytes]

    def __init__(self, data_dir: Path, *, maxmemory: int | None = None, server: Path | None = None) -> None:
        """Nothing is started or written yet.

        Args:
            data_dir: Where the data, the log and the lock lie; made if absent, for the owner alone.
            maxmemory: In bytes; at this size Redis refuses writes. None: no limit.
            server: The program to run instead of the one that `find_server` finds.
        """
        self.data_dir = data_dir.absolute()
        self._maxmemory = maxmemory
        self._server = server
        self._log = self.data_dir / "redis.log"
        self._socket = self.data_dir / "redis.sock"
        self._socket_dir: tempfile.TemporaryDirectory[str] | None = None

    @property
    def url(self) -> str:
        """Where it listens, as redis-py reads it."""
        return f"unix://{quote(str(self._socket))}"

    @property
    def is_running(self) -> bool:
        """Whether the child process is there."""
        return hasattr(self, "process") and self.process.poll() is None

    def start(self) -> None:
        """Start the server and return once it has loaded its data and answers.

        Raises:
            EmbeddedRedisError: No server, the folder is in use or not writable, or the server died.
        """
        server = self._server or find_server()
        try:
            log_start = self._spawn(server)
        except OSError as error:
            raise EmbeddedRedisError(f"Redis cannot run in {self.data_dir}: {error}.") from error
        try:
            self._wait_until_ready(server, log_start)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut down cleanly, everything written to disk; kill it if that takes too long."""
        self._end_process()
        if self._socket_dir is not None:
            self._socket_dir.cleanup()
            self._socket_dir = None
            self._socket = self.data_dir / "redis.sock"

    def restart(self) -> None:
        """Start again on the same data and the same address, whether it was stopped, killed or still runs."""
        self._end_process()
        self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _spawn(self, server: Path) -> int:
        """Start the process and say where in the log its part begins."""
        self._make_private_dir()
        lock = self._lock()
        try:
            self._refuse_newer_layout(server)
            self._place_socket()
            log_start = self._log.stat().st_size if self._log.exists() else 0
            self.process = spawn(self._command(server), log=self._log, lock=lock)
        finally:
            os.close(lock)  # The server holds it now, until it is gone.
        return log_start

    def _end_process(self) -> None:
        if not self.is_running:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _make_private_dir(self) -> None:
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A mounted volume may be another user's; the server's umask keeps the files private there too.
        if self.data_dir.stat().st_uid == os.geteuid():
            self.data_dir.chmod(0o700)

    def _lock(self) -> int:
        """Hold the folder, for the server to inherit: two servers on one append-only file would ruin it."""
        lock = os.open(self.data_dir / "redis.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + LOCK_LIMIT
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(lock)
                    raise EmbeddedRedisError(
                        f"A Redis already runs on {self.data_dir}: stop the Moderato that started it, or set"
                        " MODERATO_DATA_DIR to another folder."
                    ) from None
                time.sleep(POLL)
            else:
                return lock

    def _refuse_newer_layout(self, server: Path) -> None:
        # Redis 6.2 does not know the folder that 7 keeps its append-only files in, and would start empty.
        if (self.data_dir / "appendonlydir").is_dir() and version_of(server) < (OLDEST_ON_PATH,):
            raise self._newer_data(server)

    def _newer_data(self, server: Path) -> EmbeddedRedisError:
        version = ".".join(map(str, version_of(server)))
        return EmbeddedRedisError(
            f"The data in {self.data_dir} was written by a newer Redis than {server}, which is {version}:"
            " install the newer one again, or set MODERATO_DATA_DIR to another folder."
        )

    def _place_socket(self) -> None:
        if len(os.fsencode(self._socket)) > SOCKET_PATH_LIMIT:
            self._socket_dir = tempfile.TemporaryDirectory(prefix="moderato-", ignore_cleanup_errors=True)
            self._socket = Path(self._socket_dir.name) / "redis.sock"

    def _command(self, server: Path) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.data_dir),
            "logfile": str(self._log),
            "daemonize": "no",
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",  # The append-only file holds everything already.
            "maxmemory-policy": "noeviction",
            "maxmemory": str(self._maxmemory or 0),
        }
        return [str(server), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def _wait_until_ready(self, server: Path, log_start: int) -> None:
        deadline = time.monotonic() + ANSWER_LIMIT
        while (answer := self._ping()) != b"+PONG":
            if self.process.poll() is not None:
                raise self._died(server, log_start)
            if answer:
                deadline = time.monotonic() + ANSWER_LIMIT  # It is loading.
            elif time.monotonic() > deadline:
                raise EmbeddedRedisError(
                    f"Redis gave no answer in {ANSWER_LIMIT:.0f} s; its log is {self._log}."
                )
            time.sleep(POLL)

    def _ping(self) -> bytes:
        """The first word of the server's answer to PING, or nothing while it gives none."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).split(maxsplit=1)[0]
            except (OSError, IndexError):
                return b""

    def _died(self, server: Path, log_start: int) -> EmbeddedRedisError:
        with self._log.open("rb") as log:
            log.seek(log_start)
            said = log.read().decode(errors="replace")
        if "Can't handle RDB format version" in said:
            return self._newer_data(server)
        tail = "\n".join(said.splitlines()[-10:])
        return EmbeddedRedisError(f"Redis stopped at its start. The end of {self._log}:\n{tail}")
