"""Sites and their keys. Of a key only the hash is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.errors import SiteNotFound
from service.domain.site import Site
from service.privacy import credential_hash
from service.storage import keys
from service.storage.codec import decode, encode, text

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline


def add(pipe: Pipeline, site: Site) -> None:
    """Store a site."""
    pipe.hset(keys.SITES, site.id, encode(site))


def find(redis: Redis | Pipeline, site_id: str) -> Site | None:
    """Read a site, if there is one of that id."""
    stored = redis.hget(keys.SITES, site_id)
    return None if stored is None else decode(Site, stored)


def load(redis: Redis | Pipeline, site_id: str) -> Site:
    """Read a site.

    Raises:
        SiteNotFound: There is none of that id.
    """
    site = find(redis, site_id)
    if site is None:
        raise SiteNotFound(site=site_id)
    return site


def every(redis: Redis) -> list[Site]:
    """Give all sites, by id."""
    return sorted((decode(Site, stored) for stored in redis.hvals(keys.SITES)), key=lambda site: site.id)


def add_key(pipe: Pipeline, site_id: str, key: str) -> None:
    """Let a key speak for a site."""
    pipe.hset(keys.SITE_KEYS, credential_hash(key), site_id)


def of_key(redis: Redis, key_hash: str) -> str | None:
    """Give the id of the site the key speaks for, by the key's hash."""
    found = redis.hget(keys.SITE_KEYS, key_hash)
    return None if found is None else text(found)


def key_hashes(redis: Redis, site_id: str) -> list[str]:
    """Give the hashes of a site's keys, to tell them apart and to revoke them."""
    owners = redis.hgetall(keys.SITE_KEYS)
    return sorted(text(key_hash) for key_hash, owner in owners.items() if text(owner) == site_id)


def remove_keys(pipe: Pipeline, hashes: list[str]) -> None:
    """Revoke keys by their hashes."""
    if hashes:
        pipe.hdel(keys.SITE_KEYS, *hashes)
