"""What Redis may answer instead: named here, so that nobody else needs to know it is Redis."""

from __future__ import annotations

from redis.exceptions import OutOfMemoryError, RedisError

StorageAway = RedisError
"""Redis does not answer, is loading, or refuses."""
StorageFull = OutOfMemoryError
"""Redis takes no more writes: its memory limit is reached."""

__all__ = ["StorageAway", "StorageFull"]
