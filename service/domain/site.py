"""A site: a publication whose comments are moderated."""

from __future__ import annotations

from dataclasses import dataclass

REASONS = ("insult", "hate", "threat", "spam", "off_topic", "false_claim", "personal_data", "other")
"""The reasons of a site that has no list of its own."""


@dataclass(frozen=True, slots=True)
class Site:
    """A publication.

    Attributes:
        id: Its short name, small letters, digits and hyphens.
        name: What people call it.
        reasons: The codes of the reasons that its moderators may give.
    """

    id: str
    name: str
    reasons: tuple[str, ...] = REASONS
