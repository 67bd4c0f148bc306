"""Campaigns: comments of any site that say nearly the same, under one cluster id."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from service.domain.fingerprint import fingerprints
from service.storage import keys
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

    from service.domain.comment import Comment

# One script, so that comments which arrive at the same moment in two workers find each other: whichever is
# noted second sees the first. It names keys on its way, which is fine with the one Redis that we have. All
# that share a fingerprint are in one cluster, so that any one other comment with it is enough to look at.
_JOIN = """
local clusters, prefix = KEYS[1], ARGV[1]
local function of(id) return redis.call('HGET', clusters, id) end
local function enter(id, cluster)
  redis.call('HSET', clusters, id, cluster)
  redis.call('SADD', prefix .. cluster, id)
end
local function merge(one, other)
  local size = redis.call('SCARD', prefix .. one) - redis.call('SCARD', prefix .. other)
  if size < 0 or (size == 0 and other < one) then one, other = other, one end
  for _, id in ipairs(redis.call('SMEMBERS', prefix .. other)) do enter(id, one) end
  redis.call('DEL', prefix .. other)
end
local function unite(id, earlier, seed)
  local its, theirs = of(id), of(earlier)
  if its and theirs then
    if its ~= theirs then merge(its, theirs) end
  else
    local cluster = its or theirs or seed
    if not its then enter(id, cluster) end
    if not theirs then enter(earlier, cluster) end
  end
end
local key = 1
for n = 2, #ARGV, 3 do
  for _ = 1, tonumber(ARGV[n + 2]) do
    key = key + 1
    for _, earlier in ipairs(redis.call('ZRANGE', KEYS[key], 0, 1)) do
      if earlier ~= ARGV[n] then unite(ARGV[n], earlier, ARGV[n + 1]) end
    end
  end
end
"""
_LEAVE = """
local cluster = redis.call('HGET', KEYS[1], ARGV[2])
if cluster then
  redis.call('SREM', ARGV[1] .. cluster, ARGV[2])
  redis.call('HDEL', KEYS[1], ARGV[2])
end
"""


def join(pipe: Pipeline, comments: Sequence[Comment]) -> None:
    """Give comments, and those they repeat, one cluster id. Comes after `authors.remember`.

    Where a comment shows that two campaigns are one, the larger keeps its id. Running it twice changes
    nothing.
    """
    places: list[str] = []
    noted: list[str | int] = []
    for comment in comments:
        marks = fingerprints(comment.content)
        places += map(keys.repeat, marks)
        noted += (comment.id, _seed(comment), len(marks))
    if places:
        pipe.eval(_JOIN, len(places) + 1, keys.CLUSTERS, *places, keys.cluster(""), *noted)


def leave(pipe: Pipeline, comment_id: str) -> None:
    """Take out a comment that is being erased."""
    pipe.eval(_LEAVE, 1, keys.CLUSTERS, keys.cluster(""), comment_id)


def clusters(redis: Redis | Pipeline, comment_ids: Sequence[str]) -> list[str | None]:
    """Give the cluster id of each comment, None for one without company."""
    found = redis.hmget(keys.CLUSTERS, list(comment_ids))
    return [None if cluster is None else text(cluster) for cluster in found]


def _seed(comment: Comment) -> str:
    """Give the id of a cluster that begins with this comment. Neither can be told from the other."""
    return blake2b(comment.id.encode(), digest_size=8).hexdigest()
