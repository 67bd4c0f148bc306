"""Encrypting what is private anew, to change the operator's key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from service.storage import comments, keys, second_factors, sites, webhooks

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context


def reencrypt(context: Context) -> int:
    """Encrypt all that is private anew with the first key, to drop older ones; give the number."""
    number = 0
    for key, token in comments.private_tokens(context.redis):

        def body(pipe: Pipeline, key: str = key, token: bytes = token) -> None:
            pipe.multi()
            comments.replace_private(pipe, key, context.cipher.rotate(token))

        context.write(body)
        number += 1
    return number + _reencrypt_webhooks(context) + _reencrypt_second_factors(context)


def _reencrypt_second_factors(context: Context) -> int:
    def body(pipe: Pipeline) -> int:
        found = second_factors.every(pipe)
        pipe.multi()
        for factor in found:
            secret = context.cipher.encrypt_text(context.cipher.decrypt_text(factor.secret))
            second_factors.save(pipe, replace(factor, secret=secret))
        return len(found)

    return context.write(body, keys.SECOND_FACTORS)


def _reencrypt_webhooks(context: Context) -> int:
    known = webhooks.endpoints(context.redis, (site.id for site in sites.every(context.redis)))
    found = [endpoint for endpoints in known.values() for endpoint in endpoints]

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        for endpoint in found:
            secret = context.cipher.encrypt_text(context.cipher.decrypt_text(endpoint.secret))
            webhooks.add_endpoint(pipe, replace(endpoint, secret=secret))

    context.write(body)
    return len(found)
