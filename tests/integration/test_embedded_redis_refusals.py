"""What the embedded Redis refuses, and in which words: a taken folder, foreign data, a missing server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from service.embedded_redis import EmbeddedRedis, EmbeddedRedisError, find_server, version_of
from service.embedded_redis import server as server_module
from tests.integration.redis_programs import PROGRAMS, call

if TYPE_CHECKING:
    from pathlib import Path

FAR_TOO_NEW = b"REDIS0099\xfa\x09redis-ver\x0599.99\xff" + bytes(8)


def test_two_servers_on_one_folder_are_refused(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second start says that one is running, and leaves the first and its data alone."""
    monkeypatch.setattr(server_module, "LOCK_LIMIT", 0.1)
    with EmbeddedRedis(tmp_path, server=program) as first:
        with pytest.raises(EmbeddedRedisError, match="already runs on"):
            EmbeddedRedis(tmp_path, server=program).start()
        assert call(first.url, "SET", "comment", "danke")


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
