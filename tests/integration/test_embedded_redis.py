"""The embedded Redis keeps every write, its folder and its promises, on each server that this machine has."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
import redis

from service.embedded_redis import EmbeddedRedis
from service.embedded_redis import server as server_module
from tests.integration.processes import wait_until
from tests.integration.redis_programs import call

KEYS = 200_000


def test_it_runs_as_the_design_demands(tmp_path: Path, program: Path) -> None:
    """Append-only file on, flushed each second, no eviction, a memory limit, a socket and no port."""
    with (
        EmbeddedRedis(tmp_path, maxmemory=50_000_000, server=program) as embedded,
        redis.Redis.from_url(embedded.url, decode_responses=True) as client,
    ):
        config = client.config_get("*")
    assert config["appendonly"] == "yes"
    assert config["appendfsync"] == "always"
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
