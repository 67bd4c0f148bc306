"""Finds the words that carried a score, as spans in the text a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workers.scorers.folding import BLANK, DIGIT, LETTER
from workers.scorers.linear import PADDING, Floats
from workers.scorers.ngrams import BITS, occurrences
from workers.scorers.normalise import fold
from workers.scorers.second_look import Heard

if TYPE_CHECKING:
    from workers.scorers.ngrams import Occurrences
    from workers.scorers.normalise import Folded

Span = tuple[int, int]
Floats64 = npt.NDArray[np.float64]

_SHARE = 0.9  # of what speaks for the score: once the words named carry it, the rest is detail
_MOST = 6  # spans a score


@dataclass(frozen=True, slots=True)
class Question:
    """A score to explain.

    Attributes:
        text: The visible text.
        weights: How much each linear head counted in the score.
        heard: What the second look heard in it, if there was one.
    """

    text: str
    weights: Floats
    heard: Sequence[Heard] = ()


def strongest_words(questions: Sequence[Question], table: Floats) -> list[list[Span]]:
    """Find for each score the words that raised it most.

    Args:
        questions: The scores.
        table: The linear model's weights, one column a head.

    Returns:
        For each score spans in code points, strongest first; none where no word raised it.
    """
    if not questions:
        return []
    texts = {text: row for row, text in enumerate(dict.fromkeys(each.text for each in questions))}
    batch = fold([*texts])
    found = occurrences(batch)
    begins, ends = _runs(batch)
    borders = np.searchsorted(batch.rows[begins], np.arange(batch.size + 1))
    share, rows = _shares(found, batch.size), table[found.bucket]
    places = batch.source[begins], batch.source[ends - 1] + 1
    by_weights: dict[bytes, Floats64] = {}
    answers = []
    for each in questions:
        key = each.weights.tobytes()
        if key not in by_weights:
            raised = np.einsum("ij,j->i", rows, each.weights) * share
            by_weights[key] = _by_word(raised, found, batch, begins, ends)
        words = slice(*borders[texts[each.text] :][:2].tolist())
        # Rounded, so that where a text stands in its batch never decides between equal words.
        strengths = by_weights[key][words] + _heard_by_word(each.heard, places[0][words])
        answers.append(
            [
                (int(places[0][words][at]), int(places[1][words][at]))
                for at in _leading(np.round(strengths, 6))
            ]
        )
    return answers


def _heard_by_word(heard: Sequence[Heard], begins: npt.NDArray[np.int64]) -> Floats64:
    """Give every word what the pieces that begin in it gave."""
    strengths = np.zeros(begins.size)
    if heard and begins.size:
        # A piece may begin with the space before its word.
        at = np.searchsorted(begins, [piece.end - 1 for piece in heard], side="right") - 1
        inside = at >= 0
        np.add.at(strengths, at[inside], np.array([piece.strength for piece in heard])[inside])
    return strengths


def _runs(batch: Folded) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give begin and end of every word and of every run of signs: an insult may be an emoji, or stars."""
    letters = (batch.kinds == LETTER) | (batch.kinds == DIGIT)
    classes = np.where(batch.kinds >= BLANK, 0, np.where(letters, 1, 2))
    edges = np.flatnonzero(np.diff(classes)) + 1
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
    ordered = np.argsort(-strengths, kind="stable")[: int((strengths > 0).sum())]
    if ordered.size == 0:
        return []
    carried = np.cumsum(strengths[ordered])
    needed = int(np.searchsorted(carried, _SHARE * carried[-1])) + 1
    return [int(at) for at in ordered[: min(needed, _MOST)]]
