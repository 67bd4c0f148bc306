"""Finds the words that carried a score, as spans in the text a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workers.scorers.folding import BLANK, DIGIT, LETTER
from workers.scorers.ngrams import BITS, occurrences
from workers.scorers.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.scorers.linear import Floats
    from workers.scorers.ngrams import Occurrences
    from workers.scorers.normalise import Folded

Span = tuple[int, int]
Floats64 = npt.NDArray[np.float64]

_SHARE = 0.9  # of what speaks for the score: once the words named carry it, the rest is detail
_MOST = 6  # spans a score


def strongest_words(
    texts: Sequence[str], offers: Sequence[Sequence[int]], table: Floats, weights: Floats
) -> list[list[list[Span]]]:
    """Find for each text the words that raised its scores most.

    Args:
        texts: Visible texts.
        offers: For each text, which rows of `weights` gave the scores to explain.
        table: The model's weights, one column a head.
        weights: How much each head counts, one row an offer.

    Returns:
        For each text and each of its offers, spans in code points, strongest first; none where no
        word raised the score.
    """
    batch = fold(texts)
    found = occurrences(batch)
    begins, ends = _runs(batch)
    borders = np.searchsorted(batch.rows[begins], np.arange(batch.size + 1))
    share, rows = _shares(found), table[found.bucket]
    strengths = {
        offer: _by_word(np.einsum("ij,j->i", rows, weights[offer]) * share, found, batch, begins, ends)
        for offer in sorted({offer for some in offers for offer in some})
    }
    return [
        [
            [
                (int(batch.source[begins[at]]), int(batch.source[ends[at] - 1]) + 1)
                for at in _leading(strengths[offer], int(borders[row]), int(borders[row + 1]))
            ]
            for offer in some
        ]
        for row, some in enumerate(offers)
    ]


def _runs(batch: Folded) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give begin and end of every word and of every run of signs: an insult may be an emoji, or stars."""
    letters = (batch.kinds == LETTER) | (batch.kinds == DIGIT)
    classes = np.where(batch.kinds >= BLANK, 0, np.where(letters, 1, 2))
    edges = np.flatnonzero(np.diff(classes)) + 1
    begins, ends = np.append(0, edges), np.append(edges, classes.size)
    seen = classes[begins] > 0
    return begins[seen], ends[seen]


def _shares(found: Occurrences) -> Floats64:
    """Give what each place of a feature counts: a feature counts once a text, and its letters share it."""
    _, place, times = np.unique((found.row << BITS) | found.bucket, return_inverse=True, return_counts=True)
    shares: Floats64 = 1.0 / (times[place] * (found.end - found.begin))
    return shares


def _by_word(
    raised: Floats64,
    found: Occurrences,
    batch: Folded,
    begins: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
) -> Floats64:
    """Give every word what its letters got from all features that cover them."""
    size = batch.codes.size + 1
    rises = np.bincount(found.begin, raised, size) - np.bincount(found.end, raised, size)
    sums = np.concatenate(([0.0], np.cumsum(np.cumsum(rises))))
    # Rounded, so that where a text stands in its batch never decides between equal words.
    strengths: Floats64 = np.round(sums[ends] - sums[begins], 6)
    return strengths


def _leading(strengths: Floats64, begin: int, end: int) -> list[int]:
    """Choose among words `begin` to `end` those that together carry most of what raised the score."""
    strength = strengths[begin:end]
    ordered = np.argsort(-strength, kind="stable")[: int((strength > 0).sum())]
    if ordered.size == 0:
        return []
    carried = np.cumsum(strength[ordered])
    needed = int(np.searchsorted(carried, _SHARE * carried[-1])) + 1
    return [begin + int(at) for at in ordered[: min(needed, _MOST)]]
