"""Telling a site: decisions become deliveries in the very transaction that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uuid_utils

from service.domain.comment import Status
from service.domain.webhook import Delivery
from service.queue import enqueue_notify
from service.storage import webhooks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment

RETRY_LOST = 60.0
"""Seconds after which the sweep gives a delivery to the notify queue again, if its job was lost."""


def tell(context: Context, pipe: Pipeline, decided: Sequence[Comment]) -> None:
    """Let every endpoint of each comment's site be told how the comment stands now."""
    endpoints = webhooks.endpoints(context.redis, (comment.site for comment in decided))
    deliveries = [
        Delivery(f"msg_{uuid_utils.uuid7().hex}", endpoint.id, comment.site, comment.id)
        for comment in decided
        if comment.status is not Status.PENDING
        for endpoint in endpoints.get(comment.site, [])
    ]
    webhooks.schedule(pipe, deliveries, context.now().timestamp() + RETRY_LOST)
    enqueue_notify(context.queues, pipe, [delivery.id for delivery in deliveries])
