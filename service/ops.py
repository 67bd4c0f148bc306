"""The ops listener: is it alive, is it ready, and what Prometheus wants to know."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from service.metrics import QueueCollector
from service.queue import living_workers
from service.storage import health
from service.storage.errors import StorageAway

if TYPE_CHECKING:
    from service.context import Context

CONTEXT: Final[web.AppKey[Context]] = web.AppKey("context")
REGISTRY: Final[web.AppKey[CollectorRegistry]] = web.AppKey("registry")


def make_ops_app(context: Context) -> web.Application:
    """Make the application for ops."""
    app = web.Application()
    app[CONTEXT] = context
    app[REGISTRY] = CollectorRegistry()
    app[REGISTRY].register(QueueCollector(context))
    app.router.add_get("/livez", get_livez)
    app.router.add_get("/readyz", get_readyz)
    app.router.add_get("/metrics", get_metrics)
    return app


async def get_livez(_: web.Request) -> web.Response:
    """Answer: the process runs and its loop turns."""
    return web.json_response({"status": "alive"})


async def get_readyz(request: web.Request) -> web.Response:
    """Answer 200 when comments can be taken and will be decided, else 503 with what is missing."""
    missing = await asyncio.to_thread(unready, request.app[CONTEXT])
    status = {"status": "unready" if missing else "ready", "missing": missing}
    return web.json_response(status, status=503 if missing else 200)


async def get_metrics(request: web.Request) -> web.Response:
    """Give the metrics in Prometheus's format."""
    try:
        text = await asyncio.to_thread(generate_latest, request.app[REGISTRY])
    except StorageAway:
        return web.Response(status=503, text="Redis does not answer\n")
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def unready(context: Context) -> list[str]:
    """Name what is missing: Redis, its leave to write, a screen worker."""
    try:
        health.check_writable(context.redis)
        workers = living_workers(context.queues.screen)
    except StorageAway as error:
        return [f"redis: {type(error).__name__}"]
    return [] if workers else ["workers: no screen worker is alive"]
