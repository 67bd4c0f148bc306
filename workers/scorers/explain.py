"""Finds the words that carried a score, as spans in the text a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workers.scorers.ngrams import BITS, occurrences, words
from workers.scorers.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.scorers.linear import Floats

Span = tuple[int, int]

_SHARE = 0.6  # of what speaks for the score: once the words named carry it, the rest is detail
_MOST = 5  # spans a score


def strongest_words(texts: Sequence[str], table: Floats, weights: Floats) -> list[list[Span]]:
    """Find for each text the words that raised its score most.

    Args:
        texts: Visible texts.
        table: The model's weights.
        weights: For each text, how much each head counts.

    Returns:
        For each text, spans in code points, strongest first; none where no word raised the score.
    """
    batch = fold(texts)
    found = occurrences(batch)
    # A feature counts once a text: its places share its weight.
    _, place, times = np.unique((found.row << BITS) | found.bucket, return_inverse=True, return_counts=True)
    raised = np.einsum("ij,ij->i", table[found.bucket], weights[found.row]) / times[place]
    letters = _by_letter(raised / (found.end - found.begin), found.begin, found.end, batch.codes.size)
    begins, ends, _ = words(batch)
    sums = np.concatenate(([0.0], np.cumsum(letters)))
    strength = sums[ends] - sums[begins]
    rows = batch.rows[begins]
    return [
        [
            (int(batch.source[begins[at]]), int(batch.source[ends[at] - 1]) + 1)
            for at in _leading(np.flatnonzero(rows == row), strength)
        ]
        for row in range(batch.size)
    ]


def _by_letter(
    share: npt.NDArray[np.float64], begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64], size: int
) -> npt.NDArray[np.float64]:
    """Give every letter its share of all features that cover it."""
    rises = np.bincount(begin, share, size + 1) - np.bincount(end, share, size + 1)
    return np.cumsum(rises)[:size]


def _leading(candidates: npt.NDArray[np.int64], strength: npt.NDArray[np.float64]) -> list[int]:
    raising = candidates[strength[candidates] > 0]
    ordered = raising[np.argsort(-strength[raising], kind="stable")]
    carried = np.cumsum(strength[ordered])
    if ordered.size == 0:
        return []
    needed = int(np.searchsorted(carried, _SHARE * carried[-1])) + 1
    return [int(at) for at in ordered[: min(needed, _MOST)]]
