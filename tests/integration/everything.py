"""Reading all of a Redis: every key with everything it holds, job payloads unpacked."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis


def everything(redis: Redis) -> Iterator[tuple[str, bytes]]:
    """Give each key with all that it holds."""
    for name in redis.scan_iter(count=1000):
        kind = cast("bytes", redis.type(name))
        yield name.decode(), b"\n".join(_unpacked(each) for each in _held(redis, name, kind))


def _held(redis: Any, name: bytes, kind: bytes) -> Iterator[bytes]:
    match kind:
        case b"string":
            yield redis.get(name) or b""
        case b"hash":
            for pair in redis.hgetall(name).items():
                yield from pair
        case b"list":
            yield from redis.lrange(name, 0, -1)
        case b"set":
            yield from redis.smembers(name)
        case b"zset":
            yield from redis.zrange(name, 0, -1)
        case b"stream":
            for _, fields in redis.xrange(name):
                yield from fields.values()
        case _:
            raise AssertionError(f"{name!r} is a {kind!r}")


def _unpacked(held: bytes) -> bytes:
    """Unpack what RQ has packed."""
    try:
        return zlib.decompress(held)
    except zlib.error:
        return held
