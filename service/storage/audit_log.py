"""The append-only audit log: one stream a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.domain.audit import Action, AuditEntry
from service.storage import keys
from service.storage.codec import decode, encode, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from redis import Redis
    from redis.client import Pipeline

_FIELD = b"entry"
_BY_MACHINE = frozenset({Action.SCREENED, Action.RESCORED, Action.ERASED})
"""What a comment's trail leaves out: the policy's decision is in the comment, and nothing outlives it."""


def append(pipe: Pipeline, entries: Iterable[AuditEntry]) -> None:
    """Add entries. Nothing ever changes one."""
    for entry in entries:
        stored = encode(entry)
        pipe.xadd(keys.audit(entry.site), {_FIELD: stored})
        if entry.comment and entry.action not in _BY_MACHINE:
            pipe.rpush(keys.trail(entry.comment), stored)


def trail(redis: Redis, comment_id: str) -> list[AuditEntry]:
    """Give what people did with a comment, in order."""
    return [decode(AuditEntry, stored) for stored in redis.lrange(keys.trail(comment_id), 0, -1)]


def page(redis: Redis, site: str, before: str | None, limit: int) -> list[tuple[str, AuditEntry]]:
    """Give a site's entries with their positions, newest first, from before a position."""
    found: list[Any] = redis.xrevrange(keys.audit(site), max=f"({before}" if before else "+", count=limit)  # type: ignore[assignment]
    return [(text(position), decode(AuditEntry, fields[_FIELD])) for position, fields in found]


def drop_before(redis: Redis, site: str, moment: datetime) -> int:
    """Drop a site's entries older than the moment, as the operator's retention asks; give their number."""
    return int(redis.xtrim(keys.audit(site), minid=str(int(moment.timestamp() * 1000)), approximate=True))
