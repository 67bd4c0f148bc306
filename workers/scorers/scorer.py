"""The one interface behind which every scorer stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Assessment, Scorable


class Scorer(Protocol):
    """Scores comments in batches. Loaded once a process; one comment never changes another's score."""

    @property
    def name(self) -> str:
        """Its key in `SCORERS`."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever a score could."""
        ...

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Give one assessment a comment, in order."""
        ...


@runtime_checkable
class Backed(Protocol):
    """A scorer that stands on a backend, and has the built-in stand in for it."""

    def start(self, *, strict: bool, patient: bool = False) -> None:
        """Start the backend; strictly, a refusal is raised; patiently, it may take as long as it takes."""
        ...

    def is_whole(self) -> bool:
        """Say whether the backend is there."""
        ...

    def summary(self) -> str:
        """Say in a line how much the backend had to do."""
        ...

    def close(self) -> None:
        """End the backend."""
        ...


def is_whole(scorer: Scorer) -> bool:
    """Say whether a scorer would score as it should now; one without a backend always does."""
    return not isinstance(scorer, Backed) or scorer.is_whole()
