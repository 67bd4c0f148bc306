"""News: what has just happened on a site, for those who watch its queues."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened. The last three are about the listening itself, and of no site."""

    FLAGGED = "flagged"
    """A comment came into a review queue."""
    DECIDED = "decided"
    """A comment left its queue, or was decided otherwise."""
    REOPENED = "reopened"
    """A decision was taken back."""
    CLAIMED = "claimed"
    RELEASED = "released"
    ESCALATED = "escalated"
    """A comment went to the seniors, or back from them."""
    ERASED = "erased"
    POLICY = "policy"
    """A new policy is in force."""

    LOST = "lost"
    """Nothing can be heard: Redis is away."""
    BACK = "back"
    """It is heard again; what happened meanwhile was missed, so look anew."""
    RESYNC = "resync"
    """The listener was too slow and has missed some: look anew."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened. It names a comment by its id and never carries a word of it.

    Attributes:
        kind: What.
        site: Where; empty for what is of no site.
        comment: The comment's id, if it is about one.
        by: The moderator's id, where one did it.
    """

    kind: Kind
    site: str = ""
    comment: str | None = None
    by: str | None = None
