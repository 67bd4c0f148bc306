"""What is measured, as processes: an embedded Redis, Moderato's API and workers, the load generator."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from service.administration import add_moderator, add_site, issue_key, issue_token
from service.context import Context
from service.domain.moderator import Moderator, Role
from service.embedded_redis import EmbeddedRedis
from service.privacy import make_encryption_key, make_hash_key
from service.settings import Settings
from service.storage import pending
from tests.benchmarks import machine
from tests.benchmarks.load import Order, Outcome
from tests.e2e.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator


SITE = "zeitung"
ROOT = Path(__file__).parents[2]
PATH = "/v1/comments"
HOST = "127.0.0.1"
PLENTY = 100_000_000
"""Quotas and limits that are counted but never reached."""
_START = 30.0
"""Seconds a process may take to start or stop."""

Process = subprocess.Popen[bytes]


class Stack:
    """Redis with one site in it, and the commands to run Moderato on it.

    The server under test has one core of its own; Redis, the generator and this process share the other.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server_core, self.other_core = machine.cores()
        self.redis_server = EmbeddedRedis(folder / "redis")
        self.redis_server.start()
        machine.pin(self.other_core, self.redis_server.process.pid)
        self.settings = Settings(
            redis_url=self.redis_server.url,
            encryption_keys=(make_encryption_key(),),
            hash_key=make_hash_key(),
            key_rate=PLENTY,
            author_rate=PLENTY,
            max_pending=PLENTY,
        )
        self.context = Context.open(self.settings)
        self.site_key = self.moderator_token = ""
        self.reset()

    def reset(self) -> None:
        """Empty Redis but for one site with a key and one moderator with a token; both stay the same."""
        self.context.redis.flushall(asynchronous=True)  # 100,000 comments take longer than a command may
        add_site(self.context, SITE, "Die Zeitung", self.settings.policy)
        self.site_key = issue_key(self.context, SITE, self.site_key or None)
        add_moderator(self.context, Moderator("anna", "Anna", Role.MODERATOR, (SITE,)), "not used")
        self.moderator_token = issue_token(self.context, "anna", self.moderator_token or None)

    def close(self) -> None:
        """Stop Redis."""
        self.context.redis.close()
        self.redis_server.stop()

    def environment(self, **settings: object) -> dict[str, str]:
        """Give the environment in which Moderato's commands find this Redis."""
        given = {
            "redis_url": self.redis_server.url,
            "encryption_keys": " ".join(self.settings.encryption_keys),
            "hash_key": self.settings.hash_key,
            "key_rate": PLENTY,
            "author_rate": PLENTY,
            "max_pending": PLENTY,
            # What is measured is the way, not the model, which would drown it: `moderato evaluate` has that.
            "scorer_options": "second_look=off",
            "log_format": "json",
            **settings,
        }
        return {f"MODERATO_{name.upper()}": str(value) for name, value in given.items()}

    @contextmanager
    def api(self, core: int | None = None) -> Iterator[tuple[Process, int, int]]:
        """Run the HTTP process; give it with its port and that of the ops listener."""
        port, ops = free_port(), free_port()
        environment = self.environment(listen=f"{HOST}:{port}", ops_listen=f"{HOST}:{ops}")
        with self.run("service", "serve", core=core, environment=environment) as process:
            wait_for_port(port, process)
            yield process, port, ops

    @contextmanager
    def workers(self, core: int | None = None) -> Iterator[Process]:
        """Run the supervisor with one screen worker."""
        with self.run("service", "work", "screen", core=core, environment=self.environment()) as process:
            yield process

    @contextmanager
    def run(
        self, module: str, *arguments: str, core: int | None = None, environment: dict[str, str] | None = None
    ) -> Iterator[Process]:
        """Run a module of this project; its log goes where logs go in production, into a file."""
        with (self.folder / f"{module}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env=os.environ | (environment or self.environment()),
                cwd=ROOT,
                stderr=log,
                stdout=log,
            )
        machine.pin(core, process.pid)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_START)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait_until_decided(self, deadline: float = 300.0) -> None:
        """Wait until no comment is pending.

        Raises:
            TimeoutError: Some still are, so many seconds later.
        """
        until = time.monotonic() + deadline
        while pending.count(self.context.redis):
            if time.monotonic() > until:
                raise TimeoutError(f"{pending.count(self.context.redis)} comments are still pending")
            time.sleep(0.002)


class Generator:
    """The load generator's process."""

    def __init__(self, core: int | None) -> None:
        self._core = core
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def post(self, port: int, credential: str, concurrency: int, **order: float) -> Outcome:
        """Post, and say how it went."""
        self.begin(port, credential, concurrency, **order)
        return self.end()

    def begin(self, port: int, credential: str, concurrency: int, **order: float) -> None:
        """Begin to post."""
        wanted = Order(HOST, port, PATH, credential, concurrency, core=self._core, **order)  # type: ignore[arg-type]
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asdict(wanted)).encode() + b"\n")
        self._process.stdin.flush()

    def end(self) -> Outcome:
        """Wait until all is posted, and say how it went."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator died; its last words are above")
        return Outcome(**json.loads(line))

    def close(self) -> None:
        """Stop the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(_START)


def wait_for_port(port: int, process: Process) -> None:
    """Wait until a process listens.

    Raises:
        RuntimeError: It died, or never does.
    """
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}")
