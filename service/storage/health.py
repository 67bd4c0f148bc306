"""How Redis itself is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.storage import keys

if TYPE_CHECKING:
    from redis import Redis


def memory_share(redis: Redis) -> float:
    """Give the used share of Redis's memory limit; 0 where it has none."""
    memory = redis.info("memory")
    limit = int(memory["maxmemory"])
    return int(memory["used_memory"]) / limit if limit else 0.0


def check_writable(redis: Redis) -> None:
    """Write a counter, to know that Redis takes writes.

    Raises:
        redis.exceptions.RedisError: It does not.
    """
    redis.hincrby(keys.STATISTICS, "readiness_checks", 1)


def check_durable(redis: Redis) -> list[str]:
    """Give what in Redis's configuration would lose comments: one sentence each."""
    problems = []
    if redis.info("persistence").get("aof_enabled") != 1:
        problems.append("Redis keeps no append-only file (appendonly yes): a crash would lose comments")
    if redis.info("memory").get("maxmemory_policy") not in (None, "noeviction"):
        problems.append("Redis may evict keys (maxmemory-policy noeviction): it would drop comments and jobs")
    return problems
