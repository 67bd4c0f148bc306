"""A moderator: who may see and decide what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from service.domain.errors import Forbidden

if TYPE_CHECKING:
    from service.domain.comment import Comment


class Role(StrEnum):
    """What a moderator may do; each may also do what the ones before may."""

    MODERATOR = "moderator"
    SENIOR = "senior"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Moderator:
    """A person who decides on flagged comments.

    Attributes:
        id: The sign-in name.
        name: What colleagues see.
        role: What they may do on the granted sites.
        sites: The sites granted; no other site's comments are ever shown.
        password_hash: argon2id, for the review desk's sign-in.
    """

    id: str
    name: str
    role: Role
    sites: tuple[str, ...]
    password_hash: str = ""


def may_see(moderator: Moderator, site: str) -> bool:
    """Say whether the site was granted to the moderator."""
    return site in moderator.sites


def may_anywhere(moderator: Moderator, role: Role) -> bool:
    """Say whether the moderator has a role, or a higher one, on some site."""
    ranks = list(Role)
    return ranks.index(moderator.role) >= ranks.index(role)


def check_may_undo(moderator: Moderator, comment: Comment) -> None:
    """Refuse to undo another's decision, unless a senior asks.

    Raises:
        Forbidden: The decision is another moderator's.
    """
    decided_by_other = comment.decision is not None and comment.decision.moderator != moderator.id
    if decided_by_other and moderator.role is Role.MODERATOR:
        raise Forbidden
