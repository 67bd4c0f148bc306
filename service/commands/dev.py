"""`moderato dev`: everything in one terminal, with a demo site and moderator, on an embedded Redis."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click
import structlog

from service.administration import add_moderator, add_site, issue_key, issue_token
from service.commands.demo import post_demo_comments
from service.commands.opening import RUNNING, show
from service.context import Context
from service.domain.moderator import Moderator, Role
from service.embedded_redis import EmbeddedRedis, EmbeddedRedisError
from service.privacy import make_credential, make_encryption_key, make_hash_key
from service.settings import Settings, SettingsInvalid
from service.storage import sites
from service.telemetry import configure_logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.settings import Listen

log = structlog.get_logger()

SITE, MODERATOR = "demo", "demo"
READY_WITHIN = 60.0
STOP_WITHIN = 20.0
PORT_FREE_WITHIN = 3.0
"""Seconds the processes of a start that was killed may take to end by themselves."""
_POLL = 0.1


@click.command()
@click.option("--demo", is_flag=True, help="Post some sixty comments, to try the desk with.")
def dev(*, demo: bool) -> None:
    """Start API, workers and Redis, and print the ready line; Ctrl-C stops it all."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        settings = Settings.from_env()
        configure_logs(settings)
        with ExitStack() as stack:
            _run(stack, settings, with_comments=demo)
    except (SettingsInvalid, EmbeddedRedisError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def _run(stack: ExitStack, settings: Settings, *, with_comments: bool) -> None:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    demo = _demo(settings.data_dir / "demo.json")
    redis = None
    if settings.redis_url is None:
        redis = stack.enter_context(EmbeddedRedis(settings.data_dir))
        settings = settings.model_copy(
            update={
                "redis_url": redis.url,
                "encryption_keys": settings.encryption_keys or (demo["encryption_key"],),
                "hash_key": settings.hash_key or demo["hash_key"],
            }
        )
        stack.enter_context(_announced(settings))
    for name in ("listen", "ops_listen"):
        _wait_until_free(name, getattr(settings, name))
    _set_up_demo(Context.open(settings), demo)
    processes = [stack.enter_context(_process(settings, *command)) for command in _COMMANDS]
    ready = _ready_line(settings, demo)
    _wait_until_ready(ready["ops"], processes)
    if with_comments:
        post_demo_comments(ready["api"], ready["site_key"])
    show(ready, "", as_json=True)
    _tell_a_person(ready)
    while all(process.poll() is None for process in processes):
        if redis and not redis.is_running:
            log.warning("redis_exited", code=redis.process.returncode)
            redis.restart()
        time.sleep(_POLL)
    raise click.ClickException("a process stopped by itself; its last words are above")


def _wait_until_free(name: str, listen: Listen) -> None:
    """Make sure that what answers there will be ours: before anything else is started, and in one line."""
    deadline = time.monotonic() + PORT_FREE_WITHIN
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    while True:
        try:
            socket.create_server((listen.host, listen.port), family=family).close()
        except OSError as error:
            if time.monotonic() > deadline:
                raise click.ClickException(
                    f"cannot listen on {listen.host}:{listen.port} ({error.strerror}): stop what does, or set"
                    f" MODERATO_{name.upper()} to another host:port"
                ) from None
            time.sleep(_POLL)
        else:
            return


_COMMANDS = (("serve",), ("work", "screen"), ("work", "notify"))


@contextmanager
def _process(settings: Settings, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of our own commands, out of reach of the terminal's Ctrl-C: it stops in order."""
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-m", "service", *command, "--parent", str(os.getpid())],
        env=os.environ | _environment(settings),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "MODERATO_REDIS_URL": settings.redis_url or "",
        "MODERATO_ENCRYPTION_KEYS": " ".join(settings.encryption_keys),
        "MODERATO_HASH_KEY": settings.hash_key,
    }


@contextmanager
def _announced(settings: Settings) -> Iterator[None]:
    """Let `moderato admin` and `moderato queue` find the embedded Redis while it runs."""
    path = settings.data_dir / RUNNING
    _write_private(
        path,
        {
            "redis_url": settings.redis_url,
            "encryption_keys": settings.encryption_keys,
            "hash_key": settings.hash_key,
        },
    )
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _demo(path: Path) -> dict[str, str]:
    """Give the demo's credentials: those of the first start, so that a second one finds its data."""
    if path.exists():
        demo: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return demo
    demo = {
        "site_key": make_credential("site"),
        "moderator_token": make_credential("moderator"),
        "password": secrets.token_urlsafe(12),
        "encryption_key": make_encryption_key(),
        "hash_key": make_hash_key(),
    }
    _write_private(path, demo)
    return demo


def _write_private(path: Path, document: dict[str, Any]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(document), encoding="utf-8")


def _set_up_demo(context: Context, demo: dict[str, str]) -> None:
    if any(site.id == SITE for site in sites.every(context.redis)):
        return
    add_site(context, SITE, "Demo", context.settings.policy)
    issue_key(context, SITE, demo["site_key"])
    add_moderator(context, Moderator(MODERATOR, "Demo", Role.SENIOR, (SITE,)), demo["password"])
    issue_token(context, MODERATOR, demo["moderator_token"])


def _ready_line(settings: Settings, demo: dict[str, str]) -> dict[str, str]:
    api = _url(settings.listen.host, settings.listen.port)
    return {
        "event": "ready",
        "api": api,
        "review": f"{api}/desk",
        "ops": _url(settings.ops_listen.host, settings.ops_listen.port),
        "site_key": demo["site_key"],
        "moderator": MODERATOR,
        "password": demo["password"],
        "moderator_token": demo["moderator_token"],
    }


def _url(host: str, port: int) -> str:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def _wait_until_ready(ops: str, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            raise click.ClickException("a process stopped while starting; its last words are above")
        try:
            with urllib.request.urlopen(f"{ops}/readyz", timeout=2) as answer:  # noqa: S310 - our own listener
                if answer.status == 200:  # noqa: PLR2004 - OK
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(_POLL)
    raise click.ClickException(f"not ready within {READY_WITHIN:.0f} seconds; {ops}/readyz says why")


def _tell_a_person(ready: dict[str, str]) -> None:
    click.echo(
        f"\nModerato is ready.\n"
        f"  API        {ready['api']}   (described at {ready['api']}/docs)\n"
        f"  desk       {ready['review']}   sign in as {ready['moderator']} with {ready['password']}\n"
        f"  site key   {ready['site_key']}\n"
        f"  ops        {ready['ops']}/readyz and /metrics\n"
        f"Ctrl-C stops everything; the data stays for the next start.\n",
        err=True,
    )


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
