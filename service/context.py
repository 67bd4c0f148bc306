"""The composition root: what the stages work with, opened once a process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from redis import Redis
from redis.exceptions import RedisError, WatchError

from service.privacy import Cipher, Hasher
from service.queue import Queues, open_queues
from service.settings import Settings
from service.storage.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis.client import Pipeline


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Context:
    """What a stage needs: settings, Redis, the queues, and the keys to what is private."""

    settings: Settings
    redis: Redis
    queues: Queues
    cipher: Cipher
    hasher: Hasher

    @classmethod
    def open(cls, settings: Settings) -> Context:
        """Open everything from settings that name a Redis and its secrets.

        Raises:
            ValueError: They do not.
        """
        if settings.redis_url is None:
            raise ValueError("no MODERATO_REDIS_URL: set it, or use `moderato dev`, which starts a Redis")
        redis = connect(settings.redis_url)
        return cls(
            settings=settings,
            redis=redis,
            queues=open_queues(redis),
            cipher=Cipher(settings.encryption_keys),
            hasher=Hasher(settings.hash_key),
        )

    def write(self, body: Callable[[Pipeline], Result], *watched: str) -> Result:
        """Run a write transaction: only stages and operator commands do.

        Args:
            body: Reads what it needs, calls `multi()`, then writes and enqueues. Run again from the start
                when a watched key changed meanwhile, so that a lost race writes nothing.
            watched: The keys whose change makes the transaction start again.

        Returns:
            What the body returned.

        Raises:
            redis.exceptions.RedisError: Whether it was written cannot be told.
        """
        with self.redis.pipeline() as pipe:
            while True:
                try:
                    if watched:
                        pipe.watch(*watched)  # type: ignore[no-untyped-call]
                    result = body(pipe)
                    pipe.execute()
                except WatchError as error:
                    # redis-py says so too when the connection was lost, and its own `transaction` then
                    # tries for as long as Redis hangs.
                    if isinstance(error.__context__, RedisError):
                        raise error.__context__ from None
                else:
                    return result

    @staticmethod
    def now() -> datetime:
        """Give the time, UTC."""
        return datetime.now(UTC)
