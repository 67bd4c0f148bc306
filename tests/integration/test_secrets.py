"""Secrets stay secret: keys, tokens and passwords are only hashes in Redis, and no message quotes one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from service.administration import add_moderator, issue_key, issue_token
from service.domain.moderator import Moderator, Role
from service.privacy import PrivateData, credential_hash, make_credential
from tests.conftest import SITE, Cast
from tests.integration.everything import everything
from tests.integration.processes import environment

if TYPE_CHECKING:
    from service.context import Context
    from service.embedded_redis import EmbeddedRedis

PASSWORD = "ein-langes-geheimes-passwort"


def test_redis_holds_only_hashes(context: Context, cast: Cast, redis_server: EmbeddedRedis) -> None:
    """No site key, token, password, encryption or hash key is in Redis or in its files, whole or in part."""
    add_moderator(context, Moderator("dora", "Dora", Role.MODERATOR, (SITE,)), PASSWORD)
    own = make_credential("site")
    assert issue_key(context, SITE, own) == own
    secrets = [cast.site_key, cast.other_site_key, cast.anna, own, issue_token(context, "dora"), PASSWORD]
    secrets += [context.settings.hash_key, *context.settings.encryption_keys]
    context.redis.config_set("rdbcompression", "no")
    context.redis.save()
    files = b"".join(path.read_bytes() for path in redis_server.data_dir.rglob("*") if path.is_file())
    held = files + b"\n".join(name.encode() + held for name, held in everything(context.redis))
    assert b"moderato:site_keys" in held
    assert credential_hash(own).encode() in held
    assert b"$argon2id$" in held
    for secret in secrets:
        assert secret.encode() not in held
        assert secret[-20:].encode() not in held


def test_credentials_are_long_and_tell_their_kind() -> None:
    """256 random bits behind a prefix that secret scanners can look for; never the same twice."""
    made = {make_credential("site") for _ in range(100)}
    assert len(made) == 100
    assert all(each.startswith("moderato_site_") and len(each) >= 14 + 43 for each in made)


def test_private_data_has_no_repr() -> None:
    """Printing a private datum by mistake shows neither address."""
    private = PrivateData("erika.muster@example.org", "192.0.2.7")
    for shown in (repr(private), str(private), f"{private}", f"{[private]}"):
        assert "erika" not in shown
        assert "192" not in shown


@pytest.mark.parametrize("name", ["MODERATO_ENCRYPTION_KEYS", "MODERATO_HASH_KEY", "MODERATO_REDIS_URL"])
def test_no_message_quotes_a_secret(context: Context, name: str) -> None:
    """A command that cannot use a secret says so without saying it."""
    secret = "streng-geheim-4711"
    wrong = {name: f"redis://:{secret}@127.0.0.1:1/0" if name.endswith("URL") else secret}
    if name == "MODERATO_HASH_KEY":
        wrong |= {"MODERATO_ENCRYPTION_KEYS": ""}
    done = subprocess.run(
        [sys.executable, "-m", "service", "admin", "sites", "list"],
        env=environment(context.settings) | wrong,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done
    assert secret not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Error: ")
