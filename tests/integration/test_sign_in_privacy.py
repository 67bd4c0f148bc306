"""What a moderator alone may know is nowhere to be found: not in Redis, its files, or a process's log."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import requests
from selectolax.lexbor import LexborHTMLParser

from service import administration
from service.domain.moderator import Moderator, Role
from service.storage import sessions
from tests.conftest import SITE
from tests.integration.everything import everything
from tests.integration.processes import event, running

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from service.context import Context
    from service.embedded_redis import EmbeddedRedis

PASSWORD, OTHER = "Kranich-in-Husum-7", "Buegeleisen-im-Watt-9"
SLIPS = ("falsches-geheimes-wort", "anna-hat-ihr-passwort-hier-getippt")
"""Typed into the wrong fields."""
ADDRESS, ADDRESS_6 = "203.0.113.77", "2001:db8:77:1::beef"


class _Visitor:
    """A browser of a real client, which remembers every secret that it has seen."""

    def __init__(self, desk: str) -> None:
        self._desk, self._session = desk, requests.Session()
        self._session.headers["X-Forwarded-For"] = ADDRESS
        self.secrets = [PASSWORD, OTHER, *SLIPS, ADDRESS, ADDRESS_6]
        self.page = LexborHTMLParser("")

    def get(self, path: str) -> None:
        self._show(self._session.get(self._desk + path, timeout=20))

    def post(self, path: str, **fields: str) -> None:
        csrf = self.page.css_first('meta[name="csrf"]')
        given = {"csrf": csrf.attributes["content"] or ""} if csrf else {}
        self.secrets += given.values()
        self._show(self._session.post(self._desk + path, data=given | fields, timeout=20))

    def texts(self, selector: str) -> list[str]:
        found = [node.text().replace(" ", "") for node in self.page.css(selector)]
        self.secrets += found
        return found

    def _show(self, answer: requests.Response) -> None:
        self.page = LexborHTMLParser(answer.text)
        self.secrets += [cookie.value or "" for cookie in self._session.cookies]
        assert answer.status_code < 500, answer.text


def _live(visitor: _Visitor) -> None:
    """Sign in wrong and right, with codes and without, and change everything that can be changed."""
    visitor.get("/desk/sign-in")
    visitor.post("/desk/sign-in", name="anna", password=SLIPS[0])
    visitor.post("/desk/sign-in", name=SLIPS[1], password="")
    visitor.post("/desk/sign-in", name="anna", password=PASSWORD, next="/desk/settings")
    visitor.post("/desk/settings/password", password=PASSWORD, password_new=OTHER, password_again=OTHER)
    visitor.get("/desk/settings")
    visitor.post("/desk/settings/codes", password=OTHER)
    totp = pyotp.TOTP(visitor.texts(".secret")[0])
    now = datetime.now(UTC)
    first, second = totp.at(now - timedelta(seconds=30)), totp.at(now)
    visitor.post("/desk/settings/codes/confirm", code=first)
    recovery = visitor.texts(".recovery code")
    visitor.get("/desk/settings")
    visitor.post("/desk/sign-out")
    for code in ("000000", second):
        visitor.post("/desk/sign-in", name="anna", password=OTHER, next="/desk/settings")
        visitor.post("/desk/sign-in/code", code=code, next="/desk/settings")
    visitor.get("/desk/settings")
    visitor.post("/desk/sign-out")
    visitor.post("/desk/sign-in", name="anna", password=OTHER)
    visitor.post("/desk/sign-in/code", code=recovery[3], next="/desk/settings")
    visitor.get("/desk/settings")
    assert "Wiederherstellungscode" in visitor.page.text()
    visitor.post("/desk/sign-in", name="anna", password=OTHER)


def test_secrets_of_moderators_are_nowhere(
    context: Context, redis_server: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No password, slip, token, secret, recovery code or address is at rest or in the log, in any form."""
    administration.add_moderator(context, Moderator("anna", "Anna", Role.MODERATOR, (SITE,)), PASSWORD)
    monkeypatch.setenv("MODERATO_TRUSTED_PROXIES", "127.0.0.0/8 ::1/128")
    context.redis.config_set("rdbcompression", "no")
    log = tmp_path / "api.log"
    with running(context.settings, log, "service", "serve"):
        desk = f"http://{event(log, 'api_started')['listen']}"
        visitor = _Visitor(desk)
        _live(visitor)
        for number in range(31):
            requests.post(
                f"{desk}/desk/sign-in",
                data={"name": f"name{number}", "password": SLIPS[0]},
                headers={"X-Forwarded-For": f"198.51.100.1, {ADDRESS_6}"},
                timeout=20,
            )
        context.redis.save()
        held = b"\n".join(name.encode() + b" " + held for name, held in everything(context.redis))
        assert sessions.of_moderator(context.redis, "anna")
    files = b"".join(path.read_bytes() for path in redis_server.data_dir.rglob("*") if path.is_file())
    logs = log.read_bytes()
    assert re.findall(rb'"event":"(\w+)"', logs).count(b"signed_in") >= 4
    assert b"sign_in_failed" in logs
    secrets = {secret for secret in visitor.secrets if secret}
    assert len(secrets) > 25
    found = [
        (place, form)
        for secret in secrets
        for form in _forms(secret)
        for place, text in (("redis", held), ("files", files), ("log", logs))
        if form in text
    ]
    assert found == []
    assert b"2001:db8:77" not in held + files + logs


def _forms(secret: str) -> set[bytes]:
    raw = secret.encode()
    return {
        raw,
        secret.replace("-", "").encode(),
        base64.b64encode(raw).rstrip(b"=")[:-1],
        raw.hex().encode(),
    }
