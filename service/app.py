"""The HTTP process: the public listener, and the ops listener beside it."""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from service.api.listener import Runner
from service.context import Context
from service.edge import make_app
from service.ops import make_ops_app
from service.storage import health

if TYPE_CHECKING:
    from service.settings import Listen, Settings

log = structlog.get_logger()

IDLE = 30.0
"""Seconds a connection may take to send a request's head, or stay open between two."""
DRAIN = 10.0
"""Seconds requests under way may take when the process is asked to stop."""
THREADS = 64
"""Requests that may wait for Redis at a time: where it hangs, each holds a thread until its time-out."""


def serve(settings: Settings, *, parent: int | None = None) -> None:
    """Serve until asked to stop.

    Args:
        settings: The operator's settings.
        parent: The process that started this one, if it is to stop when that one is gone.
    """
    with suppress(ImportError):
        import uvloop  # noqa: PLC0415 - not on every platform

        uvloop.install()
    asyncio.run(_serve(Context.open(settings), parent))


async def _serve(context: Context, parent: int | None) -> None:
    stopping = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, stopping.set)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "storage"))
    await asyncio.to_thread(_warn_of_loss, context)
    public, ops = make_runner(make_app(context)), make_runner(make_ops_app(context))
    try:
        await _listen(public, context.settings.listen)
        await _listen(ops, context.settings.ops_listen)
        log.info("api_started", pid=os.getpid(), listen=_address(public), ops_listen=_address(ops))
        while not stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), 1.0)
            if parent not in (None, os.getppid()):
                stopping.set()
        log.info("api_stopping")
    finally:
        await public.cleanup()
        await ops.cleanup()


async def _listen(runner: web.AppRunner, listen: Listen) -> None:
    await runner.setup()
    await web.TCPSite(runner, listen.host, listen.port, backlog=1024).start()


def make_runner(app: web.Application, idle: float = IDLE) -> Runner:
    """Make the server of a listener."""
    return Runner(
        app,
        access_log=None,  # one event a stage is logged; an access log would hold paths and addresses
        auto_decompress=False,  # what would not fit unpacked is not unpacked
        shutdown_timeout=DRAIN,
        keepalive_timeout=idle,
    )


def _address(runner: web.AppRunner) -> str:
    return ":".join(map(str, runner.addresses[0][:2])) if runner.addresses else ""


def _warn_of_loss(context: Context) -> None:
    """Say at start what in Redis's configuration would lose comments."""
    with suppress(Exception):  # Redis may be away, or forbid INFO: /readyz tells the first
        for problem in health.check_durable(context.redis):
            log.warning("redis_may_lose_comments", problem=problem)
