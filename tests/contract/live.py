"""The API on a real port, with its own loop and thread: for clients that block, and for raw bytes."""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

from aiohttp import web

from service.app import IDLE, make_runner
from service.edge import make_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.context import Context

PATIENCE = 15.0
"""Seconds after which an answer counts as never coming."""


@contextmanager
def serving(context: Context, idle: float = IDLE, port: int = 0) -> Iterator[int]:
    """Serve the API as `moderato serve` does, on a free port unless one is given; give the port."""
    loop = asyncio.new_event_loop()
    runner = make_runner(make_app(context), idle)

    async def start() -> int:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        return int(runner.addresses[0][1])

    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result(PATIENCE)
    finally:
        asyncio.run_coroutine_threadsafe(_end(runner), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


async def _end(runner: web.AppRunner) -> None:
    """Stop serving, and cut what is still connected.

    A browser may have connected while it stopped, or left an answer unread, which closing would wait for.
    """
    await runner.cleanup()
    await _let_others_run()
    loop: Any = asyncio.get_running_loop()
    for transport in list(loop._transports.values()):  # noqa: SLF001 - nothing public knows them all
        transport.abort()
    await _let_others_run()


async def _let_others_run() -> None:
    """Let accepted connections come to their handlers, and cut ones close their sockets."""
    for _ in range(100):
        await asyncio.sleep(0)


def say(port: int, raw: bytes) -> bytes:
    """Send raw bytes and give everything that is answered until the server closes or says no more.

    Raises:
        TimeoutError: There was no answer at all.
    """
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(raw)
        return answered(connection)


def answered(connection: socket.socket) -> bytes:
    """Read one answer: its head, and as much body as the head says.

    Raises:
        TimeoutError: It did not come.
    """
    found = b""
    while b"\r\n\r\n" not in found:
        more = connection.recv(65536)
        if not more:
            return found
        found += more
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].partition(b":")[2]) if lengths else 0
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body
