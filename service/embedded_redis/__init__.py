"""Redis for a machine where the operator runs none: found, started and stopped by Moderato itself."""

from service.embedded_redis.error import EmbeddedRedisError
from service.embedded_redis.program import bundled_server, find_server, servers_on_path, version_of
from service.embedded_redis.server import EmbeddedRedis

__all__ = [
    "EmbeddedRedis",
    "EmbeddedRedisError",
    "bundled_server",
    "find_server",
    "servers_on_path",
    "version_of",
]
