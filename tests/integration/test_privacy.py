"""The private e-mail and IP are nowhere to be found: not in Redis's files, jobs, logs, answers or metrics."""

from __future__ import annotations

import base64
import ipaddress
import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from service.privacy import Cipher, PrivateData
from service.storage import keys
from tests.conftest import Cast, bearer, submission
from tests.contract.live import say
from tests.integration.everything import everything
from tests.integration.processes import event, running, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.context import Context
    from service.embedded_redis import EmbeddedRedis

WORD = "Zitronenfalterflügelschlag"
INSULT = f"Du bist so ein dummer Vollidiot, halt endlich die Fresse! {WORD}"
DOMAINS = ("geheimpost.de", "bücherwürmer-geheim.de", "Sub.GEHEIMPOST.example.ORG", "mailinator.com")


@dataclass
class Story:
    """What was sent and what came back."""

    api: str
    ops: str
    private: list[tuple[str, str]] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    errors: list[bytes] = field(default_factory=list)

    def send(self, key: str, email: str, ip: str, **options: object) -> None:
        """Post a comment, good or bad, and keep the whole answer."""
        self.private.append((email, ip))
        form = bool(options.pop("form", False))
        headers = bearer(key) | dict(options.pop("headers", {}))  # type: ignore[call-overload]
        body: bytes
        if form:
            names = {"author": "Erika", "email": email, "comment": WORD, "comment_post_ID": "1"}
            body = urlencode(names | dict(options)).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        else:
            document = {"content": INSULT, "author_email": email, "author_ip": ip, **options}
            body = json.dumps(submission(**document)).encode()
            headers["Content-Type"] = "application/json"
        self.keep(requests.post(f"{self.api}/v1/comments", data=body, headers=headers, timeout=20))

    def keep(self, answer: requests.Response) -> requests.Response:
        """Keep an answer, headers and all."""
        whole = f"{answer.status_code} {dict(answer.headers)}\n".encode() + answer.content
        (self.answers if answer.ok else self.errors).append(whole)
        if answer.status_code in (200, 202) and "/comments" in answer.url and answer.request.method == "POST":
            self.accepted.append(answer.json().get("id", ""))
        return answer


def _forms(email: str, ip: str) -> Iterator[bytes]:
    """Give every way in which an address might be written."""
    local, _, domain = email.rpartition("@")
    texts = {email, email.lower(), email.casefold(), local, local.lower()}
    texts |= {quote(email), quote(email, safe=""), urlencode({"": email})[1:], json.dumps(email)[1:-1]}
    texts.add(f"{local}@{domain.encode('idna').decode()}")
    if ip:
        address = ipaddress.ip_address(ip)
        texts |= {ip, ip.lower(), ip.upper(), str(address), address.exploded, quote(ip, safe="")}
    for text in texts:
        raw = text.encode()
        yield raw
        for shift in range(3):  # base64 looks different at each of three places
            coded = base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] :].rstrip(b"=")[:-1]
            yield coded
            yield coded.replace(b"+", b"-").replace(b"/", b"_")


def _tell(story: Story, cast: Cast) -> None:
    """Send comments in every way there is."""
    key = cast.site_key
    for number in range(12):
        email = f"Geheim.Person{number:03}+tag@{DOMAINS[number % 4]}"
        ip = f"203.0.113.{100 + number}" if number % 2 else f"2001:DB8:beef::c0{number:02}:FACE"
        story.send(key, email, ip, headers={"X-Request-Id": f"r{number}"})
    story.send(key, "formular.geheim@geheimpost.de", "", form=True)
    story.send(key, "formular.umläut@geheimpost.de", "", form=True)
    for _ in range(2):
        again = {"headers": {"Idempotency-Key": "gleicher-schluessel"}}
        story.send(key, "wieder.geheim@geheimpost.de", "203.0.113.201", **again)
    story.send(key, "anders.geheim@geheimpost.de", "203.0.113.202", **again)
    for bad in ({"content": " "}, {"author_url": "x"}, {"unknown": "x"}, {"post": None}, {"meta": [WORD]}):
        story.send(key, "fehler.geheim@geheimpost.de", "203.0.113.203", **bad)
    story.send(key, "kaputt.geheim@@geheimpost.de", "203.0.113.204")
    story.send("moderato_site_unknown", "fremd.geheim@geheimpost.de", "203.0.113.205")
    raw = json.dumps(submission(content=WORD, author_email="roh.geheim@geheimpost.de"))[:-1]
    story.private.append(("roh.geheim@geheimpost.de", ""))
    headers = bearer(key) | {"Content-Type": "application/json"}
    story.keep(requests.post(f"{story.api}/v1/comments", data=raw.encode(), headers=headers, timeout=20))
    _invented(story, key)


def _invented(story: Story, key: str) -> None:
    local = st.from_regex(r"[a-zA-Z]{9,16}[._+-][a-z0-9]{6,10}", fullmatch=True)
    address = st.builds(lambda name, domain: f"{name}@{domain}", local, st.sampled_from(DOMAINS))
    network = ipaddress.IPv6Network("2001:db8:1000::/36")

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(address, st.integers(2**60, 2**91).map(lambda number: str(network[number])))
    def send(email: str, ip: str) -> None:
        story.send(key, email, ip, content=f"Guten Tag, {WORD}")

    send()


def _review(story: Story, cast: Cast) -> None:
    """Look at, claim, decide and undo; list, look up and erase."""
    headers = bearer(cast.berta)
    queue = story.keep(requests.get(f"{story.api}/v1/review/comments", headers=headers, timeout=20)).json()
    assert queue["comments"]
    for comment in queue["comments"][:3]:
        path = f"{story.api}/v1/review/comments/{comment['id']}"
        story.keep(requests.get(path, headers=headers, timeout=20))
        for action, body in (
            ("claim", None),
            ("decision", {"outcome": "reject", "reason": "insult"}),
            ("undo", None),
        ):
            story.keep(requests.post(f"{path}/{action}", json=body, headers=headers, timeout=20))
    own = bearer(cast.site_key)
    story.keep(requests.get(f"{story.api}/v1/comments?limit=200", headers=own, timeout=20))
    for comment_id in story.accepted[:4]:
        story.keep(requests.get(f"{story.api}/v1/comments/{comment_id}", headers=own, timeout=20))
    story.keep(requests.delete(f"{story.api}/v1/comments/{story.accepted[-1]}", headers=own, timeout=20))
    story.send(cast.site_key, "wartend.geheim@geheimpost.de", "203.0.113.206", headers={"Prefer": "wait=15"})


@pytest.mark.timeout(100)
def test_addresses_are_nowhere(
    context: Context, cast: Cast, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """Of 50 comments sent in every way, no address is in any file, key, job, log line, answer or metric."""
    context.redis.config_set("rdbcompression", "no")
    api_log, worker_log = tmp_path / "api.log", tmp_path / "worker.log"
    with ExitStack() as stack:
        stack.enter_context(running(context.settings, api_log, "service", "serve"))
        started = event(api_log, "api_started")
        story = Story(f"http://{started['listen']}", f"http://{started['ops_listen']}")
        _tell(story, cast)
        jobs = b"\n".join(held for name, held in everything(context.redis) if name.startswith("rq:job:"))
        assert b"screen_comments" in jobs
        stack.enter_context(running(context.settings, worker_log, "workers", "screen"))
        wait_until(lambda: not context.redis.zcard(keys.PENDING), "every comment is decided")
        _review(story, cast)
        for listener in (story.api, story.ops):
            garbage = b"\x16\x03\x01 max.geheim@geheimpost.de\r\n\r\n"
            story.errors.append(say(int(listener.rpartition(":")[2]), garbage))
        metrics = requests.get(f"{story.ops}/metrics", timeout=20).content
        metrics += requests.get(f"{story.ops}/readyz", timeout=20).content
        context.redis.save()
        held = b"\n".join(name.encode() + b" " + held for name, held in everything(context.redis))
    logs = api_log.read_bytes() + worker_log.read_bytes()
    files = b"".join(
        path.read_bytes()
        for path in redis_server.data_dir.rglob("*")
        if path.is_file() and path.stat().st_size
    )
    assert WORD.encode() in files, "the files are those that hold the comments"
    assert story.accepted[0].encode() in logs
    assert b"comment_screened" in logs
    assert b"http_unreadable" in logs
    assert b"Error handling request from" not in logs, "aiohttp's own words hold the client's address"
    assert len(story.accepted) > 35
    places = {
        "files": files,
        "keys": held,
        "jobs": jobs,
        "logs": logs,
        "metrics": metrics,
        "answers": b"\n".join(story.answers),
        "errors": b"\n".join(story.errors),
    }
    found = [
        (place, form)
        for email, ip in story.private
        for form in set(_forms(email, ip))
        for place, text in places.items()
        if form in text
    ]
    assert found == []
    for place in ("jobs", "logs", "metrics", "errors"):
        assert WORD.encode() not in places[place], place
        assert b"Vollidiot" not in places[place], place
    for secret in (cast.site_key, cast.anna, cast.berta, context.settings.hash_key):
        assert all(secret.encode() not in text for text in places.values())
    _check_vault(context, story)


def _check_vault(context: Context, story: Story) -> None:
    """Check that what is nowhere to be found is in the vault, for whoever has the key."""
    cipher = Cipher(context.settings.encryption_keys)
    tokens = [context.redis.get(name) for name in context.redis.scan_iter(keys.private("*"))]
    vault = [cipher.decrypt(token) for token in tokens if isinstance(token, bytes)]
    assert len(vault) == len(set(story.accepted)) - 1, "each but the erased one"
    assert PrivateData("wieder.geheim@geheimpost.de", "203.0.113.201") in vault
