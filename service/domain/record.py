"""An author's record: what became of their comments on one site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """What is known of an author, who goes by a keyed hash.

    Attributes:
        approved: How many of their comments stand approved now.
        rejected: How many rejected.
        flagged: How many wait for a moderator.
        latest: Ids of the newest of them, newest first.
        first: The id of their first comment; None where there is none that was screened.
    """

    approved: int
    rejected: int
    flagged: int
    latest: tuple[str, ...]
    first: str | None
