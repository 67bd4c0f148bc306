"""Finds the words that carried a score, as spans in the text a reader sees."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workers.scorers.folding import DIGIT, LETTER, OTHER, ROW
from workers.scorers.linear import PADDING, Floats
from workers.scorers.ngrams import BITS
from workers.scorers.second_look import Heard

if TYPE_CHECKING:
    from workers.scorers.ngrams import Occurrences
    from workers.scorers.normalise import Folded

Span = tuple[int, int]
Floats64 = npt.NDArray[np.float64]

_SHARE = 0.9  # of what speaks for the score: once the words named carry it, the rest is detail
_MOST = 6  # spans a score
_CLASSES = np.zeros(ROW + 1, np.uint8)  # by kind: letters and digits, other signs; 0 for what separates them
_CLASSES[[LETTER, DIGIT, OTHER]] = 1, 1, 2


@dataclass(frozen=True, slots=True)
class Question:
    """A score to explain.

    Attributes:
        row: Of the text, in its batch.
        weights: How much each linear head counted in the score.
        heard: What the second look heard in it, if there was one.
    """

    row: int
    weights: Floats
    heard: Sequence[Heard] = ()


def strongest_words(
    questions: Sequence[Question], folded: Folded, found: Occurrences, table: Floats
) -> list[list[Span]]:
    """Find for each score the words that raised it most.

    Args:
        questions: The scores.
        folded: The texts.
        found: Their features.
        table: The linear model's weights, one column a head.

    Returns:
        For each score spans in code points, strongest first; none where no word raised it.
    """
    if not questions:
        return []
    asked = np.zeros(folded.size, np.bool_)
    asked[[each.row for each in questions]] = True
    found = found.keep(asked[found.row])
    begins, ends = _runs(folded)
    borders = np.searchsorted(folded.rows[begins], np.arange(folded.size + 1))
    share, rows = _shares(found, folded.size), np.take(table, found.bucket, axis=0)
    places = folded.source[begins], folded.source[ends - 1] + 1
    by_weights: dict[bytes, Floats64] = {}
    answers = []
    for each in questions:
        key = each.weights.tobytes()
        if key not in by_weights:
            counting = np.flatnonzero(each.weights)
            raised = np.einsum("ij,j->i", rows[:, counting], each.weights[counting]) * share
            by_weights[key] = _by_word(raised, found, folded, begins, ends)
        words = slice(*borders[each.row :][:2].tolist())
        # Rounded, so that where a text stands in its batch never decides between equal words.
        strengths = by_weights[key][words]
        strengths = strengths + _heard_by_word(each.heard, places[0][words], places[1][words])
        answers.append(
            [
                (int(places[0][words][at]), int(places[1][words][at]))
                for at in _leading(np.round(strengths, 6))
            ]
        )
    return answers


def _heard_by_word(
    heard: Sequence[Heard], begins: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> Floats64:
    """Give every word its part of what was heard: one word heard may hold several, and signs around them."""
    if not heard or not begins.size:
        return np.zeros(begins.size)
    spans = np.array([(each.begin, each.end) for each in heard])
    common = np.minimum(ends, spans[:, 1:]) - np.maximum(begins, spans[:, :1])
    common = np.maximum(common, 0)
    shared: Floats64 = common / np.maximum(common.sum(1, keepdims=True), 1)
    strengths: Floats64 = np.array([each.strength for each in heard]) @ shared
    return strengths


def _runs(batch: Folded) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give begin and end of every word and of every run of signs: an insult may be an emoji, or stars."""
    classes = _CLASSES[batch.kinds]
    edges = np.flatnonzero(classes[1:] != classes[:-1]) + 1
    begins, ends = np.append(0, edges), np.append(edges, classes.size)
    seen = classes[begins] > 0
    return begins[seen], ends[seen]


def _shares(found: Occurrences, size: int) -> Floats64:
    """Give what each place of a feature counts in its text's margin.

    A feature counts once a text and its letters share it; the margin is the sum divided by the root of
    their number (`LinearModel.margins`).
    """
    keys, place, times = np.unique(
        (found.row << BITS) | found.bucket, return_inverse=True, return_counts=True
    )
    distinct = np.bincount(keys >> BITS, minlength=size)
    shares: Floats64 = 1.0 / (
        times[place] * (found.end - found.begin) * np.sqrt(distinct[found.row] + PADDING)
    )
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
    strengths: Floats64 = sums[ends] - sums[begins]
    return strengths


def _leading(strengths: Floats64) -> list[int]:
    """Choose among words those that together carry most of what raised the score."""
    ordered = sorted((-strength, at) for at, strength in enumerate(strengths.tolist()) if strength > 0)
    carried = [*accumulate(-falling for falling, _ in ordered)]
    needed = bisect_left(carried, _SHARE * carried[-1]) + 1 if carried else 0
    return [at for _, at in ordered[: min(needed, _MOST)]]
