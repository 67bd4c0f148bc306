"""Sessions at the desk. Of a session's token only the hash is kept, so that Redis's files open no session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.session import Session
from service.storage import keys
from service.storage.codec import decode, encode, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline


def find(redis: Redis | Pipeline, token_hash: str) -> Session | None:
    """Read the session of a token, by the token's hash."""
    stored = redis.get(keys.session(token_hash))
    return None if stored is None else decode(Session, stored)


def start(pipe: Pipeline, token_hash: str, session: Session, seconds: int) -> None:
    """Store a new session, for so many seconds if nobody uses it."""
    pipe.set(keys.session(token_hash), encode(session), ex=seconds)
    index = keys.sessions(session.moderator)
    pipe.zremrangebyscore(index, "-inf", session.began_at.timestamp())
    pipe.zadd(index, {token_hash: session.ends_at.timestamp()})
    pipe.expire(index, keys.SESSIONS_WINDOW)


def use(pipe: Pipeline, token_hash: str, session: Session, seconds: int) -> None:
    """Store that a session was used; one that was revoked meanwhile stays so."""
    pipe.set(keys.session(token_hash), encode(session), ex=seconds, xx=True)


def hashes(redis: Redis | Pipeline, moderator_id: str) -> list[str]:
    """Give the hashes of a moderator's tokens, of sessions that have run out too."""
    return [text(each) for each in redis.zrange(keys.sessions(moderator_id), 0, -1)]


def of_moderator(redis: Redis | Pipeline, moderator_id: str) -> list[tuple[str, Session]]:
    """Give a moderator's sessions with the hashes of their tokens, the last used first."""
    known = hashes(redis, moderator_id)
    stored = redis.mget([keys.session(each) for each in known]) if known else []
    found = [(each, decode(Session, raw)) for each, raw in zip(known, stored, strict=True) if raw is not None]
    return sorted(found, key=lambda pair: pair[1].seen_at, reverse=True)


def end(pipe: Pipeline, moderator_id: str, ended: Sequence[str]) -> None:
    """End sessions by the hashes of their tokens: from now on they open nothing."""
    if ended:
        pipe.delete(*map(keys.session, ended))
        pipe.zrem(keys.sessions(moderator_id), *ended)
