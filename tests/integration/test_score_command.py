"""`moderato score` as a program in a shell: it streams, and ends quietly however it is ended."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from service.settings import PROJECT
from tests.e2e.processes import HOOKS

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-m", "service", "score"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(PROJECT)}
LINE = json.dumps({"id": 1, "content": "Danke für den Artikel"}).encode() + b"\n"


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    """Write a file of 2,000 comments."""
    path = tmp_path / "comments.jsonl"
    path.write_bytes(LINE * 2_000)
    return path


def test_each_line_is_answered_before_the_next_is_sent() -> None:
    """Whoever writes one line and waits gets its answer; Ctrl-C then ends it without a word."""
    with subprocess.Popen(
        PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as program:
        assert program.stdin
        assert program.stdout
        assert program.stderr
        for _ in range(3):
            program.stdin.write(LINE)
            program.stdin.flush()
            assert json.loads(program.stdout.readline())["id"] == 1
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 130
        assert program.stderr.read() == b""


def test_a_closed_pipe_ends_it_quietly(comments: Path) -> None:
    """`moderato score FILE | head -1` prints a line and no traceback."""
    with subprocess.Popen(
        [*PROGRAM, str(comments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as program:
        assert program.stdout
        assert program.stderr
        assert json.loads(program.stdout.readline())["id"] == 1
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait(30) == 1


@pytest.mark.parametrize(("argument", "shown"), [("FILE", "100%"), ("-", "scored 2,000 lines")])
def test_progress_on_a_terminal(comments: Path, argument: str, shown: str) -> None:
    """On a terminal a bar tells of a file, and a count of a pipe; the answers are as ever."""
    ours, theirs = pty.openpty()
    arguments = [str(comments)] if argument == "FILE" else ["-"]
    with subprocess.Popen(["cat", str(comments)], stdout=subprocess.PIPE) as cat:
        ran = subprocess.Popen(
            [*PROGRAM, *arguments], stdin=cat.stdout, stdout=subprocess.PIPE, stderr=theirs, env=ENVIRONMENT
        )
        os.close(theirs)
        answers, _ = ran.communicate(timeout=60)
        assert cat.stdout
        cat.stdout.close()
    told = b""
    while chunk := _read(ours):
        told += chunk
    os.close(ours)
    assert shown in told.decode()
    assert answers.count(b"\n") == 2_000


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux's way of saying that the other end is closed
        return b""


def test_without_a_terminal_nothing_is_told(comments: Path) -> None:
    """In a script stderr stays empty."""
    ran = subprocess.run([*PROGRAM, str(comments)], capture_output=True, env=ENVIRONMENT, check=True)
    assert ran.stderr == b""


def test_a_slow_backend_scores_every_comment(tmp_path: Path) -> None:
    """A worker's job would have ended before the last of them; the command has none."""
    environment = ENVIRONMENT | {"PYTHONPATH": f"{HOOKS}{os.pathsep}{PROJECT}", "HOUSE_FOLDER": str(tmp_path)}
    ran = subprocess.run(
        [*PROGRAM, "--scorer", "backed", "--option", "timeout=6"],
        input=b'{"content": "slow"}\n' * 24,
        capture_output=True,
        env=environment,
        check=True,
    )
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer["degraded"] for answer in answers] == [False] * 24
