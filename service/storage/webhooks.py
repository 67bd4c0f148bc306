"""Webhook endpoints, and the deliveries that wait for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.webhook import Delivery, Endpoint
from service.storage import keys
from service.storage.codec import decode, encode, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from redis import Redis
    from redis.client import Pipeline


def add_endpoint(pipe: Pipeline, endpoint: Endpoint) -> None:
    """Store an endpoint."""
    pipe.hset(keys.endpoints(endpoint.site), endpoint.id, encode(endpoint))


def remove_endpoint(pipe: Pipeline, endpoint: Endpoint) -> None:
    """Tell an endpoint nothing more."""
    pipe.hdel(keys.endpoints(endpoint.site), endpoint.id)


def endpoints(redis: Redis, sites: Iterable[str]) -> dict[str, list[Endpoint]]:
    """Give each site's endpoints."""
    wanted = list(dict.fromkeys(sites))
    pipe = redis.pipeline(transaction=False)
    for site in wanted:
        pipe.hvals(keys.endpoints(site))
    found = zip(wanted, pipe.execute(), strict=True)
    return {
        site: [decode(Endpoint, stored) for stored in stored_endpoints] for site, stored_endpoints in found
    }


def load(redis: Redis, delivery_id: str) -> tuple[Delivery, Endpoint | None] | None:
    """Read a delivery with its endpoint; None when it was made or given up already."""
    stored = redis.hget(keys.DELIVERIES, delivery_id)
    if stored is None:
        return None
    delivery = decode(Delivery, stored)
    endpoint = redis.hget(keys.endpoints(delivery.site), delivery.endpoint)
    return delivery, None if endpoint is None else decode(Endpoint, endpoint)


def schedule(pipe: Pipeline, deliveries: Sequence[Delivery], due: float) -> None:
    """Keep deliveries, to be tried again at a time, in seconds since 1970, unless they are made before."""
    if deliveries:
        pipe.hset(keys.DELIVERIES, mapping={delivery.id: encode(delivery) for delivery in deliveries})
        pipe.zadd(keys.DUE, {delivery.id: due for delivery in deliveries})


def hold(pipe: Pipeline, deliveries: Sequence[Delivery], act: str) -> None:
    """Remember that deliveries have not begun, so that they may be cancelled unheard."""
    for delivery in deliveries:
        pipe.hset(keys.held(delivery.comment), delivery.id, act)
        pipe.expire(keys.held(delivery.comment), keys.HELD_WINDOW)


def held(redis: Pipeline, comment_ids: Sequence[str]) -> list[tuple[Delivery, str]]:
    """Give the deliveries of comments that have not begun, each with its act."""
    acts: dict[str, str] = {}
    for comment_id in comment_ids:
        found: dict[bytes, bytes] = redis.hgetall(keys.held(comment_id))  # type: ignore[assignment]
        acts |= {text(delivery): text(act) for delivery, act in found.items()}
    stored = redis.hmget(keys.DELIVERIES, list(acts)) if acts else []
    return [
        (decode(Delivery, delivery), act)
        for delivery, act in zip(stored, acts.values(), strict=True)
        if delivery is not None
    ]


def stands(redis: Redis | Pipeline, delivery: Delivery) -> bool:
    """Say whether a delivery is still to be made."""
    return bool(redis.hexists(keys.DELIVERIES, delivery.id))


def begin(pipe: Pipeline, attempt: Delivery, due: float) -> None:
    """Note that an attempt begins; it can no longer be cancelled, and is tried again at a time."""
    schedule(pipe, [attempt], due)
    pipe.hdel(keys.held(attempt.comment), attempt.id)


def cancel(pipe: Pipeline, deliveries: Sequence[Delivery]) -> None:
    """Forget deliveries that have not begun."""
    for delivery in deliveries:
        finish(pipe, delivery)
        pipe.hdel(keys.held(delivery.comment), delivery.id)


def record(pipe: Pipeline, delivery: Delivery) -> None:
    """Keep what an attempt came to; its next try stays when it was."""
    pipe.hset(keys.DELIVERIES, delivery.id, encode(delivery))


def postpone(pipe: Pipeline, delivery_ids: Sequence[str], due: float) -> None:
    """Move the next try of deliveries to a time, in seconds since 1970."""
    if delivery_ids:
        pipe.zadd(keys.DUE, dict.fromkeys(delivery_ids, due), xx=True)


def finish(pipe: Pipeline, delivery: Delivery) -> None:
    """Forget a delivery that was made, or that has nobody to go to any more."""
    pipe.hdel(keys.DELIVERIES, delivery.id)
    pipe.hdel(keys.UNDELIVERED, delivery.id)
    pipe.zrem(keys.DUE, delivery.id)


def give_up(pipe: Pipeline, delivery: Delivery) -> None:
    """Put a delivery aside, for ops to look at and to send again."""
    finish(pipe, delivery)
    pipe.hset(keys.UNDELIVERED, delivery.id, encode(delivery))


def due(redis: Redis, now: float, limit: int) -> list[str]:
    """Give ids of deliveries whose time has come, in seconds since 1970."""
    return [
        text(each) for each in redis.zrange(keys.DUE, "-inf", f"{now}", byscore=True, offset=0, num=limit)
    ]


def undelivered(redis: Redis) -> list[Delivery]:
    """Give the deliveries that were given up."""
    return [decode(Delivery, stored) for stored in redis.hvals(keys.UNDELIVERED)]


def count(redis: Redis) -> tuple[int, int]:
    """Count the deliveries that wait, and those that were given up."""
    return int(redis.hlen(keys.DELIVERIES)), int(redis.hlen(keys.UNDELIVERED))
