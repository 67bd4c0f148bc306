"""A site: a publication whose comments are moderated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """A publication.

    Attributes:
        id: Its short name, small letters, digits and hyphens.
        name: What people call it.
    """

    id: str
    name: str
