"""A moderator: who may see and decide what."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from service.domain.errors import Forbidden


class Role(StrEnum):
    """What a moderator may do; each may also do what the ones before may."""

    MODERATOR = "moderator"
    SENIOR = "senior"
    ADMIN = "admin"


_ORDER = (Role.MODERATOR, Role.SENIOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Moderator:
    """A person who decides on flagged comments.

    Attributes:
        id: The sign-in name.
        name: What colleagues see.
        role: What they may do on the granted sites.
        sites: The sites granted; no other site's comments are ever shown.
        password_hash: argon2id, for the review desk's sign-in.
        roles: The role by site, of the sites on which it is not `role`.
        known_as: Keyed hash of the name at the identity provider, where that is not the id.
    """

    id: str
    name: str
    role: Role
    sites: tuple[str, ...]
    password_hash: str = field(default="", repr=False)
    roles: dict[str, Role] = field(default_factory=dict)
    known_as: str = ""


def may_see(moderator: Moderator, site: str) -> bool:
    """Say whether the site was granted to the moderator."""
    return site in moderator.sites


def role_on(moderator: Moderator, site: str) -> Role | None:
    """Give the moderator's role on a site; None where it was not granted."""
    return moderator.roles.get(site, moderator.role) if may_see(moderator, site) else None


def may(moderator: Moderator, site: str, needed: Role) -> bool:
    """Say whether the moderator has the needed role on the site, or a higher one."""
    has = role_on(moderator, site)
    return has is not None and _ORDER.index(has) >= _ORDER.index(needed)


def sites_as(moderator: Moderator, needed: Role) -> tuple[str, ...]:
    """Give the sites on which the moderator has the needed role, or a higher one."""
    return tuple(site for site in moderator.sites if may(moderator, site, needed))


def check_may(moderator: Moderator, site: str, needed: Role) -> None:
    """Refuse who has not the needed role on the site.

    Raises:
        Forbidden: The role is lower, or the site was not granted.
    """
    if not may(moderator, site, needed):
        raise Forbidden
