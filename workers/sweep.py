"""The sweep: whatever got stuck between stages goes back in, and what has had its time goes."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from service.queue import BATCH, enqueue_screen, oldest_waiting
from service.storage import audit_log, keys, lease, pending, sites

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context

log = structlog.get_logger()

STUCK_AFTER = 30.0
"""Seconds a comment may stay pending beyond the oldest waiting job. A killed worker's job is back before."""


def sweep(context: Context) -> int:
    """Re-enqueue comments whose job is lost. One process at a time does.

    A long queue is no reason: jobs wait in order, so that only a comment older than the oldest
    waiting job can have been lost.

    Returns:
        How many comments were re-enqueued.
    """
    if not lease.hold(context.redis, keys.SWEEP, f"{os.uname().nodename}:{os.getpid()}", keys.SWEEP_LEASE):
        return 0
    now = context.now().timestamp()
    horizon = min(now, oldest_waiting(context.queues.screen) or now) - STUCK_AFTER
    stuck = pending.enqueued_before(context.redis, int(horizon * 1000), BATCH * 16)
    if not stuck:
        return 0

    def body(pipe: Pipeline) -> list[str]:
        waiting = pending.still(pipe, stuck)
        pipe.multi()
        pending.mark_enqueued(pipe, waiting, int(now * 1000))
        if waiting:
            enqueue_screen(context.queues, pipe, waiting)
        return waiting

    waiting = context.write(body, keys.PENDING)
    log.warning("comments_swept", comments=len(waiting))
    return len(waiting)


def drop_expired(context: Context) -> None:
    """Drop audit entries older than the operator keeps them."""
    oldest = context.now() - timedelta(days=context.settings.audit_days)
    for site in sites.every(context.redis):
        audit_log.drop_before(context.redis, site.id, oldest)
