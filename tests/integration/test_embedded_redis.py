"""The embedded Redis keeps every write, its folder and its promises, on each server that this machine has."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import redis

from service.embedded_redis import (
    EmbeddedRedis,
    EmbeddedRedisError,
    bundled_server,
    find_server,
    servers_on_path,
    version_of,
)
from service.embedded_redis import server as server_module

if TYPE_CHECKING:
    from collections.abc import Callable


def programs() -> dict[str, Path]:
    """The newest server of the PATH and the bundled one, by version."""
    found = [path for path in servers_on_path() if version_of(path) >= (7,)][:1]
    if bundled := bundled_server():
        found.append(bundled)
    return {".".join(map(str, version_of(path))): path for path in found}


PROGRAMS = programs()
KEYS = 200_000
FAR_TOO_NEW = b"REDIS0099\xfa\x09redis-ver\x0599.99\xff" + bytes(8)


@pytest.fixture(params=PROGRAMS or ["none"])
def program(request: pytest.FixtureRequest) -> Path:
    """Each server in turn."""
    assert PROGRAMS, "no Redis server on this machine: make test installs one where it can"
    return PROGRAMS[request.param]


def call(url: str, *words: str | int) -> object:
    """Send one command on a connection of its own and give its answer."""
    with redis.Redis.from_url(url, decode_responses=True) as client:
        answer: object = client.execute_command(*words)
        return answer


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait on a condition, and fail by its name after 20 seconds."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def test_it_runs_as_the_design_demands(tmp_path: Path, program: Path) -> None:
    """Append-only file on, flushed each second, no eviction, a memory limit, a socket and no port."""
    with (
        EmbeddedRedis(tmp_path, maxmemory=50_000_000, server=program) as embedded,
        redis.Redis.from_url(embedded.url, decode_responses=True) as client,
    ):
        config = client.config_get("*")
    assert config["appendonly"] == "yes"
    assert config["appendfsync"] == "everysec"
    assert config["maxmemory-policy"] == "noeviction"
    assert config["maxmemory"] == "50000000"
    assert config["port"] == "0"
    assert config["dir"] == str(tmp_path)


def test_a_second_start_finds_the_data_of_the_first(tmp_path: Path, program: Path) -> None:
    """What was written before a clean stop is there after the next start."""
    with EmbeddedRedis(tmp_path, server=program) as first:
        call(first.url, "SET", "comment", "danke")
    with EmbeddedRedis(tmp_path, server=program) as second:
        assert call(second.url, "GET", "comment") == "danke"


def test_kill_9_loses_nothing_and_restart_keeps_the_address(tmp_path: Path, program: Path) -> None:
    """An answered write survives a kill -9, and clients find the restarted server where it was."""
    with EmbeddedRedis(tmp_path, server=program) as embedded:
        url = embedded.url
        call(url, "SET", "comment", "danke")
        embedded.process.kill()
        embedded.process.wait()
        assert not embedded.is_running
        embedded.restart()
        assert embedded.url == url
        assert call(url, "GET", "comment") == "danke"


def test_start_returns_only_after_loading(tmp_path: Path, program: Path) -> None:
    """The first command after a start on much data is answered, not refused with LOADING."""
    script = "for i = 1, ARGV[1] do redis.call('SET', 'key:' .. i, i) end"
    with EmbeddedRedis(tmp_path, server=program) as embedded:
        call(embedded.url, "EVAL", script, 0, KEYS)
        embedded.restart()
        assert call(embedded.url, "DBSIZE") == KEYS


def test_files_are_private(tmp_path: Path, program: Path) -> None:
    """The folder and everything in it is for its owner alone, even if the folder was open before."""
    folder = tmp_path / "redis"
    folder.mkdir(mode=0o755)
    with EmbeddedRedis(folder, server=program) as embedded:
        call(embedded.url, "SET", "comment", "danke")
        for path in [folder, *folder.rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0, f"{path}: {mode:o}"


def test_it_is_out_of_a_terminals_reach(tmp_path: Path, program: Path) -> None:
    """Ctrl-C goes to the terminal's session, and the server is in one of its own."""
    with EmbeddedRedis(tmp_path, server=program) as embedded:
        assert os.getsid(embedded.process.pid) == embedded.process.pid


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_kill_9_of_the_parent_leaves_no_orphan(tmp_path: Path, program: Path) -> None:
    """When the parent is killed the server shuts down by itself, and the next one finds the data."""
    parent_code = """
import sys, redis
from pathlib import Path
from service.embedded_redis import EmbeddedRedis
embedded = EmbeddedRedis(Path(sys.argv[1]), server=Path(sys.argv[2]))
embedded.start()
redis.Redis.from_url(embedded.url).set("comment", "danke")
print(embedded.process.pid, flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", parent_code, str(tmp_path), str(program)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    wait_until(lambda: not is_alive(pid), "the server outlived its parent")
    with EmbeddedRedis(tmp_path, server=program) as embedded:
        assert call(embedded.url, "GET", "comment") == "danke"


def test_it_outlives_the_thread_that_started_it(tmp_path: Path, program: Path) -> None:
    """A start in a worker thread that ends, an executor's for one, does not take the server with it."""
    embedded = EmbeddedRedis(tmp_path, server=program)
    starter = Thread(target=embedded.start)
    starter.start()
    starter.join()
    with pytest.raises(subprocess.TimeoutExpired):
        embedded.process.wait(0.3)
    assert call(embedded.url, "PING")
    embedded.stop()


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody has reaped yet does not."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - a file of the kernel's
            return file.read().rpartition(b")")[2].split()[0] != b"Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_two_servers_on_one_folder_are_refused(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second start says that one is running, and leaves the first and its data alone."""
    monkeypatch.setattr(server_module, "LOCK_LIMIT", 0.1)
    with EmbeddedRedis(tmp_path, server=program) as first:
        with pytest.raises(EmbeddedRedisError, match="already runs on"):
            EmbeddedRedis(tmp_path, server=program).start()
        assert call(first.url, "SET", "comment", "danke")


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path, program: Path) -> None:
    """Where a socket's path would be too long, a private folder for it is made, and removed at the end."""
    folder = tmp_path / ("deep" * 25)
    embedded = EmbeddedRedis(folder, server=program)
    for _ in range(2):
        with embedded:
            assert call(embedded.url, "PING")
            socket_dir = Path(embedded.url.removeprefix("unix://")).parent
            assert folder not in socket_dir.parents
            assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
        assert not socket_dir.exists()


def test_a_folder_may_have_any_name(tmp_path: Path, program: Path) -> None:
    """Spaces, umlauts, quotes and percent signs in the path reach the server and its clients unharmed."""
    with EmbeddedRedis(tmp_path / 'für 100% "x"?', server=program) as embedded:
        assert call(embedded.url, "PING")


def test_data_of_a_newer_redis_is_refused_in_words(tmp_path: Path, program: Path) -> None:
    """Data in a format of the future gives one sentence that says to install the newer server."""
    (tmp_path / "appendonly.aof").write_bytes(FAR_TOO_NEW)
    with pytest.raises(EmbeddedRedisError, match="was written by a newer Redis") as refused:
        EmbeddedRedis(tmp_path, server=program).start()
    assert "\n" not in str(refused.value)


def test_data_outlives_an_upgrade_and_a_downgrade_is_refused(tmp_path: Path) -> None:
    """A newer server reads an older one's data; back on the older one, a start fails and loses nothing."""
    ordered = sorted(PROGRAMS.values(), key=version_of)
    old, new = ordered[0], ordered[-1]
    with EmbeddedRedis(tmp_path, server=old) as embedded:
        call(embedded.url, "SET", "comment", "danke")
    with EmbeddedRedis(tmp_path, server=new) as embedded:
        assert call(embedded.url, "GET", "comment") == "danke"
    if version_of(old) < (7,) <= version_of(new):
        with pytest.raises(EmbeddedRedisError, match="was written by a newer Redis"):
            EmbeddedRedis(tmp_path, server=old).start()
    with EmbeddedRedis(tmp_path, server=new) as embedded:
        assert call(embedded.url, "GET", "comment") == "danke"


def test_a_server_that_dies_shows_its_last_words(tmp_path: Path, program: Path) -> None:
    """A start on ruined data fails at once, with the end of the server's log."""
    (tmp_path / "appendonly.aof").write_text("this is no append-only file\n" * 3)
    with pytest.raises(EmbeddedRedisError, match="Bad file format reading the append only file"):
        EmbeddedRedis(tmp_path, server=program).start()


def test_a_program_that_cannot_run_is_named(tmp_path: Path) -> None:
    """A server that is no program gives an error and no traceback of the child's."""
    broken = tmp_path / "redis-server"
    broken.write_text("not a program")
    with pytest.raises(EmbeddedRedisError, match="redis-server"):
        EmbeddedRedis(tmp_path / "data", server=broken).start()


def test_stop_without_start_and_twice(tmp_path: Path, program: Path) -> None:
    """Stopping is safe at any time."""
    embedded = EmbeddedRedis(tmp_path, server=program)
    embedded.stop()
    embedded.start()
    embedded.stop()
    embedded.stop()
    assert embedded.process.returncode == 0


def test_a_stopped_server_that_hangs_is_killed(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that does not answer a SIGTERM within the limit is killed."""
    monkeypatch.setattr(server_module, "STOP_LIMIT", 0.1)
    embedded = EmbeddedRedis(tmp_path, server=program)
    embedded.start()
    embedded.process.send_signal(signal.SIGSTOP)
    embedded.stop()
    assert embedded.process.returncode == -signal.SIGKILL


def stand_in(folder: Path, version: str) -> Path:
    """A program that says it is a Redis of this version."""
    folder.mkdir()
    program = folder / "redis-server"
    program.write_text(f"#!/bin/sh\necho Redis server v={version} sha=0\n")
    program.chmod(0o755)
    return program


def test_an_old_server_on_the_path_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first server of version 7 or newer is taken, though an older one stands before it."""
    stand_in(tmp_path / "old", "6.2.14")
    new = stand_in(tmp_path / "new", "10.0.1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'old'}{os.pathsep}{tmp_path / 'new'}")
    assert find_server() == new


def test_without_a_server_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With none on the PATH and no wheel, the error names the packages and the setting in one line."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(EmbeddedRedisError) as missing:
        find_server()
    said = str(missing.value)
    assert "\n" not in said
    assert "redis-server" in said
    assert "MODERATO_REDIS_URL" in said
