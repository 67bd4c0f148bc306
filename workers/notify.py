"""The notify stage: tell one endpoint of one decision, and try again later where that fails."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
import urllib3
from pydantic_core import to_json
from rq.timeouts import BaseTimeoutException

from service.domain.event import event
from service.domain.webhook import MAX_ATTEMPTS, Delivery, sign, wait_after
from service.storage import comments, keys, webhooks
from service.tell import RETRY_LOST
from workers.station import current

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.webhook import Endpoint

log = structlog.get_logger()

TIMEOUT = urllib3.Timeout(connect=5.0, read=10.0)
"""Seconds an endpoint may take; one that dawdles beyond is cut off by the job's own time-out."""
GONE = 410
"""The status by which an endpoint says that it wants to hear nothing more."""

_pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)


def deliver(delivery_id: str) -> None:
    """Make one delivery: the job that RQ calls by its name."""
    notify(current().context, delivery_id)


def notify(context: Context, delivery_id: str) -> None:
    """Try to make a delivery. Safe to run twice: the receiver knows it by its `webhook-id`.

    The attempt is counted and the next one scheduled before it is made, so that whatever happens in
    it, a killed worker included, neither forgets the delivery nor repeats it at once.
    """
    found = webhooks.load(context.redis, delivery_id)
    if found is None:
        return
    delivery, endpoint = found
    if endpoint is None:
        _end(context, delivery, None, "")
        return
    if delivery.attempts >= MAX_ATTEMPTS:
        _end(context, delivery, None, delivery.error)
        return
    attempt = _begin(context, delivery)
    if attempt is None:
        return
    # Read as late as can be: the event tells how the comment stands.
    comment = comments.load(context.redis, [delivery.comment])[0]
    if comment is None:
        _end(context, delivery, None, "")
        return
    status, error = _post(context, endpoint, attempt, comment)
    _end(context, replace(attempt, error=error), endpoint if status == GONE else None, error)
    log.info(
        "delivery_attempted",
        delivery=delivery.id,
        comment_id=comment.id,
        site=delivery.site,
        request_id=comment.request_id,
        status=status,
        error=error or None,
    )


def _begin(context: Context, delivery: Delivery) -> Delivery | None:
    """Begin an attempt; none where the decision was taken back at this very moment."""
    attempt = replace(delivery, attempts=delivery.attempts + 1, error="Interrupted")
    wait = wait_after(attempt.attempts, random.random()) or RETRY_LOST

    def body(pipe: Pipeline) -> bool:
        stands = webhooks.stands(pipe, delivery)
        pipe.multi()
        if stands:
            webhooks.begin(pipe, attempt, context.now().timestamp() + wait)
        return stands

    return attempt if context.write(body, keys.held(delivery.comment)) else None


def _post(context: Context, endpoint: Endpoint, delivery: Delivery, comment: Comment) -> tuple[int, str]:
    """Send one attempt; give the status and what went wrong. The answer's body is not read."""
    body = to_json(event(comment))
    timestamp = int(context.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Moderato",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(context.cipher.decrypt_text(endpoint.secret), delivery.id, timestamp, body),
    }
    try:
        answer = _pool.request(
            "POST", endpoint.url, body=body, headers=headers, redirect=False, preload_content=False
        )
        answer.close()
    except (urllib3.exceptions.HTTPError, BaseTimeoutException) as error:
        return 0, type(error).__name__
    succeeded = 200 <= answer.status < 300  # noqa: PLR2004 - the standard's idea of success
    return answer.status, "" if succeeded or answer.status == GONE else str(answer.status)


def _end(context: Context, delivery: Delivery, gone: Endpoint | None, error: str) -> None:
    def body(pipe: Pipeline) -> None:
        pipe.multi()
        if gone:
            webhooks.remove_endpoint(pipe, gone)
        if not error:
            webhooks.finish(pipe, delivery)
        elif delivery.attempts >= MAX_ATTEMPTS:
            webhooks.give_up(pipe, delivery)
        else:
            webhooks.record(pipe, delivery)

    context.write(body)
