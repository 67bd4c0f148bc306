"""Moderato as processes of its own, as production runs it: started, killed and looked at by tests."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psutil

from service.administration import add_site, issue_key
from service.context import Context
from service.privacy import make_encryption_key, make_hash_key
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parents[2]
HOOKS = Path(__file__).parent / "hooks"
SITE = "zeitung"


def wait_until(condition: Callable[[], object], what: str, within: float = 30.0) -> float:
    """Wait on a condition and give the seconds it took; fail by its name when time is up."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < within, f"not within {within:.0f} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - began


def free_port() -> int:
    """Find a port that nobody listens on, below those that the system gives to connections meanwhile."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP request was answered, and after how many seconds."""

    status: int
    headers: dict[str, str]
    body: Any
    seconds: float


def call(url: str, *, body: object = None, headers: dict[str, str] | None = None) -> Answer:
    """Make one HTTP request.

    Raises:
        OSError: There was no answer.
    """
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 - our own listener
        url, sent, {"Content-Type": "application/json", **(headers or {})}
    )
    began = time.monotonic()
    try:
        answer = urllib.request.urlopen(request, timeout=15)  # noqa: S310 - the same
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        text = answer.read().decode()
    found = json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text
    return Answer(answer.status, dict(answer.headers), found, time.monotonic() - began)


class Program:
    """One command of ours as a process, with its output in a file."""

    process: subprocess.Popen[bytes]

    def __init__(self, arguments: list[str], environment: dict[str, str], output: Path) -> None:
        self._command = [sys.executable, "-m", *arguments]
        self._environment = environment
        self._output = output

    def start(self) -> Self:
        """Start it, as a terminal would: the first of its own process group."""
        with self._output.open("ab") as output, self._output.with_suffix(".err").open("ab") as errors:
            self.process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
            )
        return self

    def kill(self) -> None:
        """Kill it as an OOM killer would."""
        self.process.kill()
        self.process.wait()

    def stop(self, within: float = 30.0) -> int:
        """Ask it to stop, as Kubernetes would, and give its exit code."""
        self.process.terminate()
        return self.process.wait(within)

    def descendants(self) -> list[psutil.Process]:
        """Give the processes that it started, and those that they did."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def children(self) -> list[int]:
        """Give the ids of the processes that it started."""
        try:
            found = psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return []
        return [child.pid for child in found if child.status() != psutil.STATUS_ZOMBIE]

    def end(self) -> None:
        """Leave nothing of it running."""
        left = [psutil.Process(self.process.pid), *self.descendants()] if self.process.poll() is None else []
        for process in left:
            try:
                process.send_signal(signal.SIGCONT)
                process.kill()
            except psutil.NoSuchProcess:
                pass
        self.process.wait()

    def said(self) -> str:
        """Give what it printed on stdout."""
        return self._output.read_text(encoding="utf-8")

    def logged(self) -> str:
        """Give what it printed on stderr."""
        return self._output.with_suffix(".err").read_text(encoding="utf-8")


class House:
    """An API process and supervised workers on one database of a Redis that the test runs."""

    def __init__(self, redis_url: str, folder: Path, **environment: str) -> None:
        """Set up the site; nothing is started yet.

        Args:
            redis_url: The Redis, with its database if it is not the first.
            folder: For output and for what the scripted scorer is told.
            environment: Further settings and hooks, in capitals.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.url, self.ops = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        encryption_key, hash_key = make_encryption_key(), make_hash_key()
        settings = Settings(redis_url=redis_url, encryption_keys=(encryption_key,), hash_key=hash_key)
        self.context = Context.open(settings.model_copy(update={"key_rate": 0, "author_rate": 0}))
        self.context.redis.flushdb()
        add_site(self.context, SITE, "Zeitung", self.context.settings.policy)
        self.key = issue_key(self.context, SITE)
        self._environment = {
            **{name: given for name, given in os.environ.items() if not name.startswith("MODERATO_")},
            "PYTHONPATH": f"{HOOKS}{os.pathsep}{PROJECT}",
            "HOUSE_FOLDER": str(folder),
            "MODERATO_REDIS_URL": redis_url,
            "MODERATO_ENCRYPTION_KEYS": encryption_key,
            "MODERATO_HASH_KEY": hash_key,
            "MODERATO_LISTEN": self.url.removeprefix("http://"),
            "MODERATO_OPS_LISTEN": self.ops.removeprefix("http://"),
            "MODERATO_KEY_RATE": "0",
            "MODERATO_AUTHOR_RATE": "0",
            "MODERATO_LOG_FORMAT": "json",
            **environment,
        }
        self.api = Program(["service", "serve"], self._environment, folder / "api.out")
        self.workers = Program(["service", "work", "screen"], self._environment, folder / "workers.out")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of an operator's commands."""
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            env=self._environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def probe(self, path: str) -> Answer | None:
        """Ask the ops listener; None where nothing answers."""
        try:
            return call(f"{self.ops}{path}")
        except OSError:
            return None

    def is_ready(self) -> bool:
        """Say whether the API finds that comments can be taken and will be decided."""
        answer = self.probe("/readyz")
        return answer is not None and answer.status == 200

    def post(self, content: str, **headers: str) -> Answer:
        """Send a comment."""
        body = {"content": content, "author_name": "Erika", "author_email": "e@example.org", "post": "1"}
        sent = {name.replace("_", "-"): given for name, given in headers.items()}
        return call(f"{self.url}/v1/comments", body=body, headers={**self.authorization, **sent})

    @property
    def authorization(self) -> dict[str, str]:
        """The header that says which site asks."""
        return {"Authorization": f"Bearer {self.key}"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for program in (self.api, self.workers):
            if hasattr(program, "process"):
                program.end()
        self.context.redis.close()
