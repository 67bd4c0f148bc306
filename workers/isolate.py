"""Scoring a batch so that a poison comment spoils only itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rq.timeouts import BaseTimeoutException

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Assessment, Scorable
    from workers.scorers.scorer import Scorer


@dataclass(frozen=True, slots=True)
class ScoringFailed:
    """A comment that could not be scored.

    Attributes:
        error: The error's type. Its message stays here: it may hold the comment's words.
    """

    error: str


def assess(scorer: Scorer, batch: Sequence[Scorable]) -> list[Assessment | ScoringFailed]:
    """Score a batch; where that fails, its halves, until the poison comments stand alone.

    Raises:
        BaseTimeoutException: The job's time is up. It comes back, and is split then.
    """
    if not batch:
        return []
    try:
        return [assessment for assessment, _ in zip(scorer.score(batch), batch, strict=True)]
    except BaseTimeoutException:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a scorer does, it must not lose a comment
        if len(batch) == 1:
            return [ScoringFailed(type(error).__name__)]
        half = len(batch) // 2
        return assess(scorer, batch[:half]) + assess(scorer, batch[half:])
