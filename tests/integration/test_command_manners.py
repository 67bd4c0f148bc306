"""How `moderato admin` and `moderato queue` speak: help, exit statuses, and what goes to which stream."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SITE
from tests.integration.commands import Run, run
from tests.integration.processes import environment
from tests.integration.scorers import Broken
from workers.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

    from service.context import Context
    from tests.contract.conftest import Post

__all__ = ["run"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("admin", "sites", "add", "Große Zeitung"), "small letters"),
        (("admin", "keys", "add", "nirgends"), "site_not_found: site nirgends"),
        (("admin", "moderators", "add", "dora", "--site", "nirgends"), "site_not_found: site nirgends"),
        (("admin", "moderators", "add", "DORA", "--site", SITE), "small letters"),
        (("admin", "moderators", "add", "operator", "--site", SITE), "somebody else"),
        (("admin", "moderators", "reset-password", "dora"), "moderator_not_found"),
        (("admin", "moderators", "reset-totp", "dora"), "moderator_not_found"),
        (("admin", "moderators", "sign-out", "dora"), "moderator_not_found"),
        (("admin", "policies", "list", "--site", "nirgends"), "site_not_found"),
        (("admin", "audit", "--site", "nirgends"), "site_not_found"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    """Exit status 1, one line on stderr, nothing on stdout, no traceback."""
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert says in result.stderr
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("admin", "moderators", "add", "dora", "--role", "king", "--site", SITE),
        ("admin", "moderators", "add", "dora", "--site", f"{SITE}=king"),
        ("admin", "moderators", "add", "dora", "--site", f"{SITE}="),
        ("admin", "moderators", "add", "dora"),
        ("admin", "policies", "check", "/no/such/file"),
        ("queue", "replay"),
        ("queue", "replay", "x", "--all"),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_told(run: Run, arguments: tuple[str, ...]) -> None:
    """Exit status 2, as every command line tool's."""
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("command", [(), ("admin",), ("queue",), ("admin", "policies")])
def test_help_names_every_command(run: Run, command: tuple[str, ...]) -> None:
    """`--help` works at every level, without a Redis."""
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def _really(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


async def test_json_alone_is_on_stdout(context: Context, post: Post) -> None:
    """A real process that changes something logs it on stderr, so that a program can read stdout."""
    comment_id = (await post())["id"]
    screen(context, Broken(), [comment_id])
    done = _really(environment(context.settings), "queue", "replay", "--all", "--json")
    assert json.loads(done.stdout) == {"replayed": [comment_id]}
    assert json.loads(done.stderr.splitlines()[-1])["event"] == "comment_replayed"


def test_a_redis_that_is_away_is_said_in_one_line(context: Context, tmp_path: Path) -> None:
    """A real process against a socket that is not there: exit status 1 within a moment, no traceback."""
    env = environment(context.settings) | {"MODERATO_REDIS_URL": f"unix://{tmp_path}/none.sock"}
    done = _really(env, "queue", "status", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: Redis does not answer (ConnectionError)\n"
