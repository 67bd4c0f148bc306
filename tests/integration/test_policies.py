"""Policy files: whatever is wrong is told with file, line and reason; what is right is in force at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from service.administration import load_policy
from service.domain.errors import PolicyInvalid
from service.storage import audit_log, policies
from tests.conftest import SITE, bearer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiohttp.test_utils import TestClient

    from service.context import Context
    from tests.contract.conftest import Post

    Client = TestClient[Any, Any]

BAD: dict[str, tuple[bytes, int, str]] = {
    "unknown table": (b"[flag]\nTOXICITY = 0.5\n[hide]\nx = 1\n", 3, "unknown key 'hide'"),
    "unknown key": (b"threshold = 1\n[flag]\nTOXICITY = 0.5\n", 1, "unknown key 'threshold'"),
    "unknown attribute": (b"[flag]\nTOXICITY = 0.5\nRUDE = 0.5\n", 3, "unknown key 'RUDE'"),
    "small letters": (b"[flag]\ntoxicity = 0.5\n", 2, "unknown key 'toxicity'"),
    "rejecting words": (b"[flag]\nINSULT = 0.5\n\n[reject]\nINSULT = 0.9\n", 5, "unknown key 'INSULT'"),
    "over one": (b"[flag]\nTOXICITY = 1.01\n", 2, "must be from 0 to 1"),
    "percent": (b"[flag]\n# percent?\nTOXICITY = 80\n", 3, "must be from 0 to 1"),
    "below zero": (b"[flag]\nTOXICITY = -0.1\n", 2, "must be from 0 to 1"),
    "NaN": (b"[flag]\nTOXICITY = nan\n", 2, "must be from 0 to 1"),
    "infinite": (b"[flag]\nTOXICITY = inf\n", 2, "must be from 0 to 1"),
    "true": (b"[flag]\nTOXICITY = true\n", 2, "must be a number"),
    "text": (b'[flag]\nTOXICITY = "0.5"\n', 2, "must be a number"),
    "date": (b"[flag]\nTOXICITY = 2026-01-01\n", 2, "must be a number"),
    "list": (b"[flag]\nTOXICITY = [0.5]\n", 2, "must be a number"),
    "inline": (b'note = "x"\nflag = { TOXICITY = 2 }\n', 2, "must be from 0 to 1"),
    "dotted": (b'note = "x"\nflag.TOXICITY = 2\n', 2, "must be from 0 to 1"),
    "quoted": (b'[flag]\n"TOXICITY" = 2\n', 2, "must be from 0 to 1"),
    "no table": (b"reject.SPAM = 0.9\nflag = 0.5\n", 2, "must be a table"),
    "tables": (b"\n[[flag]]\nTOXICITY = 0.5\n", 2, "must be a table"),
    "nested": (b"[flag]\nTOXICITY = 0.5\n[flag.deep]\nx = 1\n", 3, "unknown key 'deep'"),
    "nothing": (b"", 1, "at least one threshold"),
    "nothing to flag": (b"\n[flag]\n[reject]\nSPAM = 0.9\n", 2, "at least one threshold"),
    "syntax": (b"[flag]\nTOXICITY = = 0.5\n", 2, "Invalid value"),
    "twice": (b"[flag]\nTOXICITY = 0.5\nTOXICITY = 0.6\n", 3, "Cannot overwrite"),
    "open at the end": (b"[flag]\nTOXICITY = 0.5\n[reject", 3, ""),
    "YAML": (b"flag:\n  TOXICITY: 0.5\n", 1, ""),
    "latin-1": ("[flag]\nTOXICITY = 0.5\n# für\n".encode("latin-1"), 3, "not UTF-8"),
    "huge number": (b"[flag]\nTOXICITY = 1" + b"0" * 5000 + b"\n", 1, "cannot be read"),
    "deep": (b"x = " + b"[" * 100_000, 1, "cannot be read"),
}


@pytest.mark.parametrize(("text", "line", "reason"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_told_with_file_line_and_reason(
    context: Context, tmp_path: Path, text: bytes, line: int, reason: str
) -> None:
    """The policy is refused, the message leads to the line, and the one before stays in force."""
    file = tmp_path / "policy.toml"
    file.write_bytes(text)
    with pytest.raises(PolicyInvalid) as refused:
        load_policy(context, SITE, file)
    assert any(each.startswith(f"{file}:{line}: ") for each in refused.value.problems), refused.value
    assert reason in str(refused.value)
    assert [policy.version for policy in policies.every(context.redis, SITE)] == [1]


def test_all_problems_are_told_at_once(context: Context, tmp_path: Path) -> None:
    """Four mistakes are four lines, in the file's order."""
    file = tmp_path / "policy.toml"
    file.write_text('note = 5\n[flag]\nRUDE = 1\nINSULT = 2\n[reject]\nSPAM = "x"\n', encoding="utf-8")
    with pytest.raises(PolicyInvalid) as refused:
        load_policy(context, SITE, file)
    found = [re.match(r".*?:(\d+): ", each) for each in refused.value.problems]
    assert [each and int(each[1]) for each in found] == [1, 3, 4, 6]


async def test_a_policy_is_in_force_at_once_and_is_recorded(
    client: Client,
    context: Context,
    tmp_path: Path,
    site_key: str,
    post: Post,
    screen_all: Callable[[], None],
) -> None:
    """The next comment is decided by the new version, and its decision says so; old ones keep theirs."""
    strict = tmp_path / "strict.toml"
    strict.write_text('note = "streng"\n[flag]\nTOXICITY = 0.0\n', encoding="utf-8")
    before = await post()
    screen_all()
    loaded = load_policy(context, SITE, strict)
    after = await post(content="Guten Morgen allerseits")
    screen_all()
    found = []
    for receipt in (before, after):
        answer = await client.get(f"/v1/comments/{receipt['id']}", headers=bearer(site_key))
        found.append(await answer.json())
    assert [each["status"] for each in found] == ["approved", "flagged"]
    assert [each["decision"]["policy_version"] for each in found] == [1, loaded.version] == [1, 2]
    assert found[1]["decision"]["reasons"][0]["threshold"] == 0.0
    newest = audit_log.page(context.redis, SITE, None, 10)
    entry = next(each for _, each in newest if each.action == "policy_loaded")
    assert (entry.actor, entry.policy_version, entry.note) == ("operator", 2, "streng")


def test_the_default_policy_is_good(context: Context) -> None:
    """What ships is in force for a new site, flags and rejects nothing outright."""
    (policy,) = policies.every(context.redis, SITE)
    assert policy.flag
    assert policy.reject == {}
    assert load_policy(context, SITE, context.settings.policy).version == 2
