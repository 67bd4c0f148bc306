"""Notes: what moderators tell each other about a comment. They go with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MAX_NOTE = 2_000
"""Code points of a note."""
MOST_NOTES = 100
"""Notes on one comment; the oldest make room."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note. It may quote the comment, so that neither logs nor the audit log hold it.

    Attributes:
        by: The moderator's id.
        at: When, UTC.
        text: The words.
    """

    by: str
    at: datetime
    text: str
