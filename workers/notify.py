"""The notify stage: tell one endpoint of one decision, and try again later where that fails."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import structlog
import urllib3

from service.domain.event import event
from service.domain.webhook import Delivery, sign, wait_after
from service.storage import comments, webhooks
from workers.station import current

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.webhook import Endpoint

log = structlog.get_logger()

TIMEOUT = urllib3.Timeout(connect=5.0, read=10.0)
"""Seconds an endpoint may take."""
GONE = 410
"""The status by which an endpoint says that it wants to hear nothing more."""

_pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)


def deliver(delivery_id: str) -> None:
    """Make one delivery: the job that RQ calls by its name."""
    notify(current().context, delivery_id)


def notify(context: Context, delivery_id: str) -> None:
    """Try to make a delivery. Safe to run twice: the receiver knows it by its `webhook-id`."""
    found = webhooks.load(context.redis, delivery_id)
    if found is None:
        return
    delivery, endpoint = found
    comment = comments.load(context.redis, [delivery.comment])[0]
    if endpoint is None or comment is None:
        _write(context, delivery, None, "")
        return
    status, error = _post(context, endpoint, delivery, comment)
    _write(context, delivery, endpoint if status == GONE else None, error)
    log.info(
        "delivery_attempted",
        delivery=delivery.id,
        comment_id=comment.id,
        site=delivery.site,
        request_id=comment.request_id,
        status=status,
        error=error or None,
    )


def _post(context: Context, endpoint: Endpoint, delivery: Delivery, comment: Comment) -> tuple[int, str]:
    """Send one attempt; give the status and what went wrong, if anything did."""
    body = json.dumps(event(comment), default=lambda moment: moment.isoformat(), ensure_ascii=False).encode()
    timestamp = int(context.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Moderato",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(context.cipher.decrypt_text(endpoint.secret), delivery.id, timestamp, body),
    }
    try:
        answer = _pool.request("POST", endpoint.url, body=body, headers=headers, redirect=False)
    except urllib3.exceptions.HTTPError as error:
        return 0, type(error).__name__
    succeeded = 200 <= answer.status < 300  # noqa: PLR2004 - the standard's idea of success
    return answer.status, "" if succeeded or answer.status == GONE else str(answer.status)


def _write(context: Context, delivery: Delivery, gone: Endpoint | None, error: str) -> None:
    failed = Delivery(
        delivery.id, delivery.endpoint, delivery.site, delivery.comment, delivery.attempts + 1, error
    )
    wait = wait_after(failed.attempts, random.random())

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        if gone:
            webhooks.remove_endpoint(pipe, gone)
        if not error:
            webhooks.finish(pipe, delivery)
        elif wait is None:
            webhooks.give_up(pipe, failed)
        else:
            webhooks.schedule(pipe, [failed], context.now().timestamp() + wait)

    context.write(body)
