"""The sweep: whatever got stuck between stages goes back in, and what has had its time goes."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from service.queue import BATCH, enqueue_notify, enqueue_rescore, enqueue_screen, oldest_waiting
from service.storage import audit_log, degraded, keys, lease, pending, sites, webhooks
from service.tell import RETRY_LOST

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context

log = structlog.get_logger()

STUCK_AFTER = 30.0
"""Seconds a comment may stay pending beyond the oldest waiting job. A killed worker's job is back before."""

DELIVERIES = 500
"""Deliveries given to notify in one go."""


def sweep(context: Context) -> int:
    """Give back what got stuck: comments to the screen, deliveries to notify. One process at a time does.

    Returns:
        How many comments were re-enqueued.
    """
    if not _is_our_turn(context):
        return 0
    _sweep_deliveries(context)
    _sweep_degraded(context)
    return _sweep_comments(context)


def sweep_due(context: Context) -> None:
    """Give those deliveries to notify whose time has come, those of moderators' decisions among them."""
    if webhooks.due(context.redis, context.now().timestamp(), 1) and _is_our_turn(context):
        _sweep_deliveries(context)


def _is_our_turn(context: Context) -> bool:
    here = f"{os.uname().nodename}:{os.getpid()}"
    return lease.take(context.redis, keys.SWEEP, here, keys.SWEEP_LEASE) == here


def _sweep_comments(context: Context) -> int:
    """Re-enqueue comments whose job is lost.

    A long queue is no reason: jobs wait in order, so that only a comment older than the oldest
    waiting job can have been lost.
    """
    now = context.now().timestamp()
    horizon = min(now, oldest_waiting(context.queues.screen) or now) - STUCK_AFTER
    stuck = pending.enqueued_before(context.redis, int(horizon * 1000), BATCH * 16)
    if not stuck:
        return 0

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        pending.postpone(pipe, stuck, int(now * 1000))
        enqueue_screen(context.queues, pipe, stuck)

    context.write(body)
    log.warning("comments_swept", comments=len(stuck))
    return len(stuck)


def _sweep_deliveries(context: Context) -> None:
    """Enqueue deliveries whose time has come."""
    now = context.now().timestamp()
    ready = webhooks.due(context.redis, now, DELIVERIES)

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        webhooks.postpone(pipe, ready, now + RETRY_LOST)
        enqueue_notify(context.queues, pipe, ready)

    if ready:
        context.write(body)


def _sweep_degraded(context: Context) -> None:
    """Have degraded comments scored again; a worker whose backend is still away leaves them."""

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        degraded.note_job(pipe)
        enqueue_rescore(context.queues, pipe)

    if degraded.job_is_due(context.redis):
        context.write(body)


def drop_expired(context: Context) -> None:
    """Drop audit entries older than the operator keeps them."""
    oldest = context.now() - timedelta(days=context.settings.audit_days)
    for site in sites.every(context.redis):
        audit_log.drop_before(context.redis, site.id, oldest)
