"""Comments, and which of a site's comments stand in which status."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from heapq import nlargest
from typing import TYPE_CHECKING

from service.domain.comment import Comment, Status
from service.storage import acts, campaigns, externals, keys, records
from service.storage.codec import decode, encode, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from redis import Redis
    from redis.client import Pipeline


def load(redis: Redis | Pipeline, comment_ids: Sequence[str]) -> list[Comment | None]:
    """Read comments by id, in order; None where one does not exist or was erased."""
    if not comment_ids:
        return []
    stored = redis.mget([keys.comment(comment_id) for comment_id in comment_ids])
    clusters = campaigns.clusters(redis, comment_ids)
    return [
        None if each is None else replace(decode(Comment, each), cluster=cluster)
        for each, cluster in zip(stored, clusters, strict=True)
    ]


def add(pipe: Pipeline, accepted: Sequence[Comment], tokens: Sequence[bytes], private_days: int) -> None:
    """Store pending comments, each with its encrypted private data."""
    pipe.mset({keys.comment(comment.id): _stored(comment) for comment in accepted})
    private = {keys.private(comment.id): token for comment, token in zip(accepted, tokens, strict=True)}
    pipe.mset(private)
    if private_days:
        for key in private:
            pipe.expire(key, private_days * 86_400)
    pipe.zadd(keys.PENDING, {comment.id: milliseconds(comment) for comment in accepted})
    _enter(pipe, accepted)


def change(pipe: Pipeline, before: Sequence[Comment], after: Sequence[Comment]) -> None:
    """Store comments in their new state and move them to where comments of that status are."""
    pipe.mset({keys.comment(comment.id): _stored(comment) for comment in after})
    _leave(pipe, before)
    _enter(pipe, after)
    records.keep(pipe, after)
    externals.keep(pipe, (each for each in before if each.status is Status.PENDING))
    decided = [comment.id for comment in after if comment.status is not Status.PENDING]
    if decided:
        pipe.zrem(keys.PENDING, *decided)


def private_tokens(redis: Redis) -> Iterator[tuple[str, bytes]]:
    """Give every comment's encrypted private data with its key, to encrypt it anew."""
    for key in redis.scan_iter(match=keys.private("*"), count=500):
        token = redis.get(key)
        if isinstance(token, bytes):
            yield text(key), token


def replace_private(pipe: Pipeline, key: str, token: bytes) -> None:
    """Store private data encrypted anew, unless it was erased meanwhile; it lives as long as before."""
    pipe.set(key, token, xx=True, keepttl=True)


def erase(pipe: Pipeline, comment: Comment) -> None:
    """Remove a comment and what was kept about it, but for the audit log and the author's recent past."""
    pipe.delete(
        keys.comment(comment.id),
        keys.private(comment.id),
        keys.claim(comment.id),
        keys.trail(comment.id),
        keys.skipped(comment.id),
        keys.notes(comment.id),
        keys.held(comment.id),
    )
    if comment.idempotency:
        pipe.delete(comment.idempotency)
    pipe.zrem(keys.PENDING, comment.id)
    pipe.zrem(keys.DEGRADED, comment.id)
    pipe.hdel(keys.DEAD, comment.id)
    records.forget(pipe, comment)
    externals.forget(pipe, comment)
    for act in comment.acts:
        acts.forget(pipe, act, [comment.id])
    _leave(pipe, [comment])


def page(redis: Redis, site: str, status: Status | None, before: str | None, limit: int) -> list[str]:
    """Give ids of a site's comments, newest first.

    Args:
        redis: The connection.
        site: The site.
        status: Only comments in this status, or in any.
        before: Only comments older than this id.
        limit: At most this many.
    """
    statuses = [status] if status else list(Status)
    newest = f"({before}" if before else "+"
    # At one moment: a comment that changes its status meanwhile would be seen twice, or not at all.
    pipe = redis.pipeline(transaction=True)
    for each in statuses:
        pipe.zrange(keys.comments(site, each), newest, "-", desc=True, bylex=True, offset=0, num=limit)
    found = (text(comment_id) for ids in pipe.execute() for comment_id in ids)
    return nlargest(limit, found)


def count(redis: Redis, site: str) -> dict[Status, int]:
    """Count a site's comments by status."""
    pipe = redis.pipeline(transaction=False)
    for status in Status:
        pipe.zcard(keys.comments(site, status))
    return dict(zip(Status, pipe.execute(), strict=True))


def milliseconds(comment: Comment) -> int:
    """Give the comment's time as Redis keeps times: milliseconds since 1970."""
    return int(comment.created_at.timestamp() * 1000)


def _stored(comment: Comment) -> bytes:
    """Write a comment without its cluster, which later comments give it."""
    return encode(replace(comment, cluster=None) if comment.cluster else comment)


def _enter(pipe: Pipeline, changed: Iterable[Comment]) -> None:
    for key, members in _by_set(changed).items():
        pipe.zadd(key, dict.fromkeys(members, 0))


def _leave(pipe: Pipeline, changed: Iterable[Comment]) -> None:
    for key, members in _by_set(changed).items():
        pipe.zrem(key, *members)


def _by_set(changed: Iterable[Comment]) -> dict[str, list[str]]:
    members = defaultdict[str, list[str]](list)
    for comment in changed:
        members[keys.comments(comment.site, comment.status)].append(comment.id)
    return members
