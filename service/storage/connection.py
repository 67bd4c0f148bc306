"""The connection to Redis: quick to notice that Redis is away, and never retrying by itself."""

from __future__ import annotations

from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.backoff import NoBackoff
from redis.retry import Retry

SOCKET_TIMEOUT = 0.7
"""Seconds. A request is answered 503 within a second when Redis hangs."""
CONNECT_TIMEOUT = 0.5


def connect(url: str) -> Redis:
    """Open the connection pool that stages use.

    redis-py's own retry would enqueue a job twice when a connection is cut just after the commit.
    """
    return Redis.from_url(
        url,
        socket_timeout=SOCKET_TIMEOUT,
        socket_connect_timeout=CONNECT_TIMEOUT,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


def connect_worker(url: str) -> Redis:
    """Open the connection of an RQ worker, which waits in blocking pops; RQ sets its time-out."""
    return Redis.from_url(url, socket_connect_timeout=CONNECT_TIMEOUT, retry=Retry(NoBackoff(), 0))


def connect_async(url: str) -> AsyncRedis:
    """Open the connection on which the HTTP process listens for decisions."""
    return AsyncRedis.from_url(url, socket_connect_timeout=CONNECT_TIMEOUT)
