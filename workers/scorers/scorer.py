"""The one interface behind which every scorer stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Assessment, Scorable


class Scorer(Protocol):
    """Scores comments in batches. Loaded once a process; one comment never changes another's score."""

    name: str
    version: str

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Give one assessment a comment, in order."""
        ...
