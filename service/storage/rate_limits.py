"""Rate limits that hold across processes, many taken in one round trip.

The generic cell rate algorithm: one number a limit, the time at which it would be wholly free again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.storage import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

WINDOW = 60
"""Seconds over which the limits of submissions count."""

_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local grants = {}
for n, key in ipairs(KEYS) do
  local window, wanted = tonumber(ARGV[3 * n - 2]), tonumber(ARGV[3 * n])
  local step = window / tonumber(ARGV[3 * n - 1])
  local free_at = math.max(tonumber(redis.call('GET', key) or 0), now)
  local granted = math.min(wanted, math.floor((now + window - free_at) / step + 1e-6))
  free_at = free_at + granted * step
  if granted > 0 then
    redis.call('SET', key, string.format('%.3f', free_at), 'PX', math.ceil(free_at - now) + 1)
  end
  local remaining = math.floor((now + window - free_at) / step + 1e-6)
  local wait = math.max(0, free_at + step - window - now)
  grants[n] = string.format('%d %d %d %d', granted, remaining, math.ceil(free_at - now), math.ceil(wait))
end
return table.concat(grants, ' ')  -- one text, since redis-py takes its time over each element of an array
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit somebody wants to take from.

    Attributes:
        name: Whose limit.
        quota: How many a window grants.
        wanted: How many are wanted now.
        window: Seconds over which the limit counts.
    """

    name: str
    quota: int
    wanted: int
    window: int = WINDOW


@dataclass(frozen=True, slots=True)
class Grant:
    """What a limit grants.

    Attributes:
        granted: How many of the wanted.
        remaining: How many more could be had now.
        reset: Seconds until the whole quota is free again.
        retry_after: Seconds until one more is free.
    """

    granted: int
    remaining: int
    reset: int
    retry_after: int


def take(redis: Redis, limits: Sequence[Limit]) -> list[Grant]:
    """Take from each limit as much as it grants, in one round trip."""
    if not limits:
        return []
    asked = [number for limit in limits for number in (limit.window * 1000, limit.quota, limit.wanted)]
    script = redis.register_script(_TAKE)
    taken = script(keys=[keys.rate(limit.name) for limit in limits], args=asked)
    fours = zip(*[map(int, taken.split())] * 4, strict=True)
    return [Grant(g, r, _seconds(reset), _seconds(wait)) for g, r, reset, wait in fours]


def forget(pipe: Pipeline, name: str) -> None:
    """Begin to count anew."""
    pipe.delete(keys.rate(name))


def _seconds(milliseconds: int) -> int:
    return -(-milliseconds // 1000)
