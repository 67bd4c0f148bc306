"""Setting up where sites are told of decisions."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from service.administration.entry import operators_entry
from service.domain.audit import Action
from service.domain.webhook import Endpoint, make_secret
from service.storage import audit_log, sites, webhooks

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context


def add_webhook(context: Context, site_id: str, url: str) -> tuple[Endpoint, str]:
    """Tell an endpoint of every decision on a site's comments.

    Returns:
        The endpoint, and its signing secret, which is shown once and kept encrypted.

    Raises:
        SiteNotFound: There is no such site.
        ValueError: The URL is not http or https.
    """
    sites.load(context.redis, site_id)
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ValueError("a webhook's URL begins with http:// or https://")
    secret = make_secret(secrets.token_bytes(32))
    endpoint = Endpoint(secrets.token_hex(6), site_id, url, context.cipher.encrypt_text(secret))

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        webhooks.add_endpoint(pipe, endpoint)
        audit_log.append(pipe, [operators_entry(context, Action.WEBHOOK_ADDED, site_id, note=endpoint.id)])

    context.write(body)
    return endpoint, secret


def remove_webhook(context: Context, site_id: str, endpoint_id: str) -> bool:
    """Tell an endpoint nothing more; say whether there was one of that id."""
    found = [each for each in webhooks.endpoints(context.redis, [site_id])[site_id] if each.id == endpoint_id]

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        for endpoint in found:
            webhooks.remove_endpoint(pipe, endpoint)
            audit_log.append(
                pipe, [operators_entry(context, Action.WEBHOOK_REMOVED, site_id, note=endpoint_id)]
            )

    context.write(body)
    return bool(found)
