"""`moderato admin` and `moderato queue`: for a person, and with `--json` for a program."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher

from service.domain.moderator import Role, role_on
from service.domain.policy import Policy
from service.queue import enqueue_screen
from service.sign_in import Entered, Visitor, sign_in
from service.sign_in.own_codes import set_up_codes
from service.storage import comments, dead_letters, moderators, policies, second_factors, sites
from service.storage.dead_letters import DeadLetter
from tests.conftest import SITE, Cast
from tests.integration.commands import Run, run
from tests.integration.scorers import Broken
from workers.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from service.context import Context
    from tests.contract.conftest import Post

__all__ = ["run"]


def _json(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout.splitlines()[-1])  # before it, here alone, log lines


def test_a_site_is_added_with_a_key_that_works(run: Run, context: Context) -> None:
    """The key is shown once; the list shows the beginning of its hash and never the key."""
    added = _json(run("admin", "sites", "add", "kurier", "--name", "Kurier", "--json"))
    key = added["site_key"]
    assert (added["id"], added["name"]) == ("kurier", "Kurier")
    more = _json(run("admin", "keys", "add", "kurier", "--json"))["site_key"]
    listed = {site["id"]: site for site in _json(run("admin", "sites", "list", "--json"))}
    assert set(listed) == {SITE, "blatt", "kurier"}
    hashes = sites.key_hashes(context.redis, "kurier")
    assert listed["kurier"]["keys"] == [each[:12] for each in hashes]
    assert key not in run("admin", "sites", "list").output
    assert more != key
    revoked = _json(run("admin", "keys", "revoke", "kurier", hashes[0][:12], "--json"))
    assert revoked == {"site": "kurier", "revoked": 1}
    assert len(sites.key_hashes(context.redis, "kurier")) == 1


def test_a_moderator_is_added_with_password_and_token(run: Run, context: Context) -> None:
    """Both are shown once, and neither in the list."""
    added = _json(
        run(
            "admin",
            "moderators",
            "add",
            "dora",
            "--role",
            "senior",
            "--site",
            SITE,
            "--site",
            "blatt",
            "--json",
        )
    )
    assert added["sites"] == [SITE, "blatt"]
    assert moderators.load(context.redis, "dora").password_hash.startswith("$argon2id$")
    listed = run("admin", "moderators", "list", "--json")
    assert [(each["id"], each["role"]) for each in _json(listed)] == [("dora", "senior")]
    assert added["token"] not in listed.output
    assert added["password"] not in listed.output


def test_a_role_can_differ_by_site(run: Run, context: Context) -> None:
    """`--site blatt=senior` makes a senior of that site alone; the list says so."""
    arguments = ("admin", "moderators", "add", "dora", "--site", SITE, "--site", "blatt=senior", "--json")
    added = _json(run(*arguments))
    assert (added["role"], added["sites"], added["roles"]) == (
        "moderator",
        [SITE, "blatt"],
        {"blatt": "senior"},
    )
    stored = moderators.load(context.redis, "dora")
    assert (role_on(stored, SITE), role_on(stored, "blatt")) == (Role.MODERATOR, Role.SENIOR)
    assert run("admin", "moderators", "list").stdout == f"dora\tmoderator\t{SITE} blatt=senior\n"


def test_a_moderator_who_cannot_sign_in_is_helped(run: Run, context: Context) -> None:
    """Another password, shown once; codes off; every session ended; and the name at the identity provider."""
    arguments = (
        "admin",
        "moderators",
        "add",
        "dora",
        "--site",
        SITE,
        "--provider-name",
        "Dora@verlag.example",
    )
    assert _json(run(*arguments, "--json"))["id"] == "dora"
    before = moderators.load(context.redis, "dora")
    assert before.known_as == context.hasher.account("dora@verlag.example")
    reset = _json(run("admin", "moderators", "reset-password", "dora", "--json"))
    after = moderators.load(context.redis, "dora")
    assert PasswordHasher().verify(after.password_hash, reset["password"])
    assert replace(after, password_hash="") == replace(before, password_hash="")
    for _ in range(2):
        assert isinstance(sign_in(context, Visitor("192.0.2.7"), "dora", reset["password"]), Entered)
    assert _json(run("admin", "moderators", "sign-out", "dora", "--json")) == {"id": "dora", "ended": 2}
    assert run("admin", "moderators", "reset-totp", "dora").stdout == "dora: there were none\n"
    set_up_codes(context, after, reset["password"])
    assert run("admin", "moderators", "reset-totp", "dora").stdout == "dora: there were none\n"
    assert second_factors.find(context.redis, "dora") is None
    audited = [entry["action"] for entry in _json(run("admin", "audit", "--site", SITE, "--json"))]
    assert {"password_changed", "sessions_ended", "totp_removed"} <= set(audited)
    assert reset["password"] not in run("admin", "audit", "--site", SITE).output


def test_policies_are_checked_loaded_and_listed(run: Run, context: Context, tmp_path: Path) -> None:
    """A bad file is refused with file and line by both commands; a good one becomes version 2."""
    file = tmp_path / "policy.toml"
    for bad, line in ((b"[flag]\nTOXICITY = 7\n", 2), (b"[flag]\n\xff\n", 2), (b"[flag\n", 1)):
        file.write_bytes(bad)
        for arguments in (("check", str(file)), ("load", str(file), "--site", SITE)):
            result = run("admin", "policies", *arguments)
            assert result.exit_code == 1
            assert f"{file}:{line}: " in result.stderr
    file.write_text('note = "neu"\n[flag]\nTOXICITY = 0.7\n[reject]\nSPAM = 0.99\n', encoding="utf-8")
    assert _json(run("admin", "policies", "check", str(file), "--json"))["flag"] == {"TOXICITY": 0.7}
    assert "flag TOXICITY at 0.7" in run("admin", "policies", "check", str(file)).stdout
    assert len(policies.every(context.redis, SITE)) == 1
    loaded = _json(run("admin", "policies", "load", str(file), "--site", SITE, "--json"))
    assert Policy(**loaded | {"at": None}) == Policy(2, {"TOXICITY": 0.7}, {"SPAM": 0.99}, "neu", "operator")
    listed = _json(run("admin", "policies", "list", "--site", SITE, "--json"))
    assert [policy["version"] for policy in listed] == [1, 2]
    shown = run("admin", "policies", "list", "--site", SITE).stdout
    assert re.search(r"^version 2 by operator, \d{4}-\d\d-\d\d \d\d:\d\d UTC: neu$", shown, re.MULTILINE)


def test_the_audit_log_is_shown_newest_first(run: Run, cast: Cast) -> None:
    """What operators and moderators did, by whom; not more than asked for; and no secret."""
    run("admin", "keys", "revoke", SITE, "", "--json")
    found = _json(run("admin", "audit", "--site", SITE, "--json"))
    assert [entry["action"] for entry in found][:1] == ["keys_revoked"]
    assert {"site_added", "policy_loaded", "key_issued", "moderator_added"} <= {
        each["action"] for each in found
    }
    assert {entry["actor"] for entry in found} == {"operator"}
    assert len(_json(run("admin", "audit", "--site", SITE, "--limit", "2", "--json"))) == 2
    text = run("admin", "audit", "--site", SITE).stdout
    assert "keys_revoked" in text
    assert cast.site_key not in text


async def test_dead_letters_are_listed_and_replayed(
    run: Run, context: Context, post: Post, scorer: Any
) -> None:
    """A dead letter is listed with its error's type alone; replayed, it is screened and decided."""
    ids = [(await post(content="Danke für den Artikel, Liebesbrief"))["id"] for _ in range(3)]
    screen(context, Broken(), ids)
    context.queues.screen.empty()  # type: ignore[no-untyped-call]
    dead = run("queue", "dead", "--json")
    assert {letter["comment"] for letter in _json(dead)} == set(ids)
    assert {letter["error"] for letter in _json(dead)} == {"RuntimeError"}
    assert "Liebesbrief" not in dead.output
    assert _json(run("queue", "status", "--json"))["dead_letters"] == 3
    assert ids[0] in run("queue", "dead").stdout
    assert _json(run("queue", "replay", ids[0], "unknown", "--json")) == {"replayed": [ids[0]]}
    assert set(_json(run("queue", "replay", "--all", "--json"))["replayed"]) == set(ids[1:])
    assert run("queue", "dead").stdout == "no dead letters\n"
    for job in context.queues.screen.get_jobs():
        screen(context, scorer, job.args[0])
    assert {str(each and each.status) for each in comments.load(context.redis, ids)} == {"approved"}


def test_the_queues_health_is_shown(run: Run, context: Context) -> None:
    """For a program all numbers, for a person a table, and what would lose comments as a problem."""
    with context.redis.pipeline() as pipe:
        enqueue_screen(context.queues, pipe, ["x"])
        dead_letters.add(pipe, [DeadLetter("x", SITE, "ValueError", context.now())])
        pipe.execute()
    found = _json(run("queue", "status", "--json"))
    assert found["jobs"]["screen"] == 1
    assert found["dead_letters"] == 1
    assert found["review_queue"] == {"blatt": 0, SITE: 0}
    assert found["workers"]["screen"] == []
    assert found["problems"] == []
    context.redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert "noeviction" in run("queue", "status").stdout
    finally:
        context.redis.config_set("maxmemory-policy", "noeviction")
