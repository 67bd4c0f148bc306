"""Telling a site: decisions become deliveries in the very transaction that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uuid_utils

from service.domain.comment import Status
from service.domain.webhook import Delivery
from service.queue import enqueue_notify
from service.storage import webhooks

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment

RETRY_LOST = 60.0
"""Seconds after which the sweep gives a delivery to the notify queue again, if its job was lost."""


def tell(
    context: Context, pipe: Pipeline, decided: Sequence[Comment], but: Collection[tuple[str, str]] = ()
) -> None:
    """Let every endpoint of each comment's site be told how the comment stands now.

    Args:
        context: What a stage works with.
        pipe: The transaction.
        decided: The comments.
        but: Comments and endpoints that need not be told: they never heard that it stood otherwise.
    """
    deliveries = [each for each in _deliveries(context, decided) if (each.comment, each.endpoint) not in but]
    webhooks.schedule(pipe, deliveries, context.now().timestamp() + RETRY_LOST)
    enqueue_notify(context.queues, pipe, [delivery.id for delivery in deliveries])


def tell_later(context: Context, pipe: Pipeline, decided: Sequence[Comment], act: str) -> None:
    """Let them be told once the moderator can no longer take it back unheard; the sweep sees to that.

    Args:
        context: What a stage works with.
        pipe: The transaction.
        decided: The comments.
        act: What they were decided by, and what they are held back under.
    """
    wait = context.settings.undo_seconds
    if not wait:
        tell(context, pipe, decided)
        return
    deliveries = _deliveries(context, decided)
    webhooks.schedule(pipe, deliveries, context.now().timestamp() + wait)
    webhooks.hold(pipe, deliveries, act)


def _deliveries(context: Context, decided: Sequence[Comment]) -> list[Delivery]:
    endpoints = webhooks.endpoints(context.redis, (comment.site for comment in decided))
    return [
        Delivery(f"msg_{uuid_utils.uuid7().hex}", endpoint.id, comment.site, comment.id)
        for comment in decided
        if comment.status is not Status.PENDING
        for endpoint in endpoints.get(comment.site, [])
    ]
