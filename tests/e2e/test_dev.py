"""`moderato dev` as a user runs it: everything in one terminal, and nothing left of it afterwards."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.conftest import bearer, submission
from tests.e2e.processes import Program, call, free_port, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

THANKS = "Danke für den interessanten Artikel"
INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"
FIELDS = ["api", "event", "moderator", "moderator_token", "ops", "password", "review", "site_key"]


class Dev(Program):
    """`moderato dev` on a data folder and ports of its own."""

    def __init__(self, folder: Path, *, listen: str | None = None, name: str = "dev") -> None:
        folder.mkdir(exist_ok=True)
        environment = {given: text for given, text in os.environ.items() if not given.startswith("MODERATO_")}
        environment |= {
            "MODERATO_DATA_DIR": str(folder / "data"),
            "MODERATO_LISTEN": listen or f"127.0.0.1:{free_port()}",
            "MODERATO_OPS_LISTEN": f"127.0.0.1:{free_port()}",
        }
        super().__init__(["service", "dev"], environment, folder / f"{name}.out")

    def ready(self) -> dict[str, Any]:
        """Wait for the ready line and read it."""
        before = len(self.said())
        wait_until(lambda: self.process.poll() is not None or "\n" in self.said()[before:], "the ready line")
        assert self.process.poll() is None, self.logged()
        ready: dict[str, Any] = json.loads(self.said()[before:])
        return ready

    def family(self) -> list[psutil.Process]:
        """Give every process of it."""
        return [psutil.Process(self.process.pid), *self.descendants()]


@pytest.fixture
def make_dev(tmp_path: Path) -> Iterator[Callable[..., Dev]]:
    """Give a function that makes one; what is left of them at the end is killed."""
    # A shell lets what it runs in the background ignore Ctrl-C, and what that starts inherits it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    made: list[Dev] = []

    def make(folder: str = "dev", **options: Any) -> Dev:
        made.append(Dev(tmp_path / folder, **options))
        return made[-1]

    yield make
    for dev in made:
        dev.end()


def gone(processes: list[psutil.Process]) -> bool:
    """Say whether none of the processes runs any more."""
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def decide(ready: dict[str, Any], content: str) -> tuple[dict[str, Any], float]:
    """Post a comment and look until it is decided; give it, and the seconds that took."""
    headers = bearer(ready["site_key"])
    began = time.monotonic()
    posted = call(f"{ready['api']}/v1/comments", body=submission(content=content), headers=headers)
    assert posted.status == 202
    found: dict[str, Any] = {}

    def is_decided() -> bool:
        found.update(call(f"{ready['api']}/v1/comments/{posted.body['id']}", headers=headers).body)
        return bool(found["status"] != "pending")

    wait_until(is_decided, f"a decision on {content!r}")
    return found, time.monotonic() - began


def test_it_starts_decides_stops_and_finds_its_data_again(
    make_dev: Callable[..., Dev], tell: Callable[[str], None]
) -> None:
    """One ready line; both acceptance comments within 2 s; Ctrl-C leaves nothing; the data is there again."""
    dev = make_dev().start()
    ready = dev.ready()
    assert sorted(ready) == FIELDS
    assert call(f"{ready['ops']}/readyz").status == 200
    thanks, first_took = decide(ready, THANKS)
    insult, second_took = decide(ready, INSULT)
    tell(f"decided after {first_took:.2f} and {second_took:.2f} s")
    assert max(first_took, second_took) < 2
    assert (thanks["status"], thanks["decision"]["reasons"]) == ("approved", [])
    assert insult["status"] == "flagged"
    assert "toxicity" in {reason["code"] for reason in insult["decision"]["reasons"]}
    family = dev.family()
    assert len(family) >= 6  # itself, Redis, API, two supervisors, a worker
    dev.process.send_signal(signal.SIGINT)
    took = wait_until(lambda: dev.process.poll() is not None, "an end after SIGINT", within=10)
    tell(f"stopped after {took:.2f} s, code {dev.process.returncode}")
    assert gone(family)
    assert dev.process.returncode == 0

    again = make_dev(listen=ready["api"].removeprefix("http://")).start()
    found = again.ready()
    assert {**found, "ops": ""} == {**ready, "ops": ""}
    listed = call(f"{ready['api']}/v1/comments", headers=bearer(ready["site_key"])).body["comments"]
    assert {comment["id"] for comment in listed} == {thanks["id"], insult["id"]}
    family = again.family()
    os.killpg(again.process.pid, signal.SIGINT)
    wait_until(lambda: again.process.poll() is not None, "an end after the terminal's Ctrl-C", within=10)
    assert gone(family)
    assert again.process.returncode == 0
    assert len(again.said().splitlines()) == 2, "one line on stdout a start"
    for sign in ("Traceback", "Exception", '"level": "error"', "was never awaited"):
        assert sign not in again.logged()


def test_what_is_killed_comes_back_or_goes_altogether(
    make_dev: Callable[..., Dev], tell: Callable[[str], None]
) -> None:
    """A killed Redis or worker comes back by itself; kill -9 of dev itself leaves no process behind."""
    dev = make_dev().start()
    ready = dev.ready()
    before, _ = decide(ready, THANKS)
    for part, words in {"Redis": "redis-server", "the worker": "-m workers screen"}.items():
        victims = [each for each in dev.descendants() if words in " ".join(each.cmdline())]
        victims[-1].kill()
        assert len(victims) == 1
        wait_until(lambda victims=victims: gone(victims), f"{part} is dead")  # type: ignore[misc]

        def answers() -> bool:
            url = f"{ready['api']}/v1/comments"
            return call(url, body=submission(), headers=bearer(ready["site_key"])).status == 202

        took = wait_until(answers, f"submissions after {part} was killed", within=10)
        _, decided_after = decide(ready, INSULT)
        tell(f"{part}: accepted again after {took:.2f} s, decided {decided_after:.2f} s after that")
    after = call(f"{ready['api']}/v1/comments/{before['id']}", headers=bearer(ready["site_key"]))
    assert after.body["status"] == "approved"
    family = dev.family()
    dev.kill()
    took = wait_until(lambda: gone(family), "no orphan is left", within=20)
    tell(f"the last orphan ended {took:.2f} s after dev was killed")
    again = make_dev().start()
    assert again.ready()["site_key"] == ready["site_key"]


def test_a_start_that_cannot_work_says_so_in_one_line(make_dev: Callable[..., Dev]) -> None:
    """A port in use, and a data folder in use: one clear line each, no traceback, exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        dev = make_dev("port", listen=f"127.0.0.1:{port}").start()
        assert dev.process.wait(15) == 1
    [line] = dev.logged().splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "MODERATO_LISTEN" in line
    first = make_dev("shared", name="first").start()
    ready = first.ready()
    second = make_dev("shared", name="second").start()
    assert second.process.wait(15) == 1
    [line] = second.logged().splitlines()
    assert "already runs" in line
    assert "MODERATO_DATA_DIR" in line
    assert call(f"{ready['ops']}/readyz").status == 200
    assert (first.said() + second.said()).count("\n") == 1


def test_serve_says_in_one_line_that_its_port_is_taken(tmp_path: Path, make_dev: Callable[..., Dev]) -> None:
    """`moderato serve` beside a running one, on its port: one line with the address, no traceback."""
    dev = make_dev().start()
    ready = dev.ready()
    environment = {
        **os.environ,
        "MODERATO_DATA_DIR": str(tmp_path / "dev" / "data"),
        "MODERATO_LISTEN": ready["api"].removeprefix("http://"),
        "MODERATO_OPS_LISTEN": f"127.0.0.1:{free_port()}",
    }
    serve = Program(["service", "serve"], environment, tmp_path / "serve.out").start()
    assert serve.process.wait(15) == 1
    [line] = serve.logged().splitlines()
    assert ready["api"].rpartition(":")[2] in line
