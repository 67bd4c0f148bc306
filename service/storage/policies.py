"""Policies, every version of each site's; the last one is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.policy import Policy
from service.storage import keys
from service.storage.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis import Redis
    from redis.client import Pipeline


def every(redis: Redis | Pipeline, site: str) -> list[Policy]:
    """Give a site's policies in order of version."""
    return [decode(Policy, text) for text in redis.lrange(keys.policies(site), 0, -1)]


def in_force(redis: Redis, sites: Iterable[str]) -> dict[str, Policy]:
    """Give each site's policy in force."""
    wanted = list(dict.fromkeys(sites))
    pipe = redis.pipeline(transaction=False)
    for site in wanted:
        pipe.lindex(keys.policies(site), -1)
    found = zip(wanted, pipe.execute(), strict=True)
    return {site: decode(Policy, text) for site, text in found if text is not None}


def append(pipe: Pipeline, site: str, policy: Policy) -> None:
    """Put a policy in force. Its version is one more than there are."""
    pipe.rpush(keys.policies(site), encode(policy))
