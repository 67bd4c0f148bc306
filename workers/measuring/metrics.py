"""Measures of scores against labels, each with a 95 % interval, over all resamples at once in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Array = npt.NDArray[np.float64]

RESAMPLES = 1000
BINS = 10
EVEN = 0.5  # the calibrated even chance, at which macro-F1 is taken
_SEED = 1
_AT_ONCE = 2_000_000  # counts in memory: 16 MB
_LARGE = 20  # from which on a value is written without decimals
_NORMAL = 1.96  # standard deviations that 95 % lie within


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value with its 95 % interval.

    Attributes:
        value: On all texts.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        digits = 3 if self.high < _LARGE else 0
        return f"{self.value:,.{digits}f} [{self.low:,.{digits}f}, {self.high:,.{digits}f}]"


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a reliability table: texts with like scores, and how many of them were positive.

    Attributes:
        low: Lowest score of the bin.
        high: Where the next bin begins.
        texts: How many fell into it.
        score: Their mean score.
        positive: Share of positive ones.
    """

    low: float
    high: float
    texts: int
    score: float
    positive: float


class Draws:
    """How often each text was drawn, a row a resample; texts stand in order of falling scores.

    Texts of equal score cannot be told apart: sums are taken where a run of equal scores ends.
    """

    def __init__(self, labels: Array, scores: Array, counts: Array) -> None:
        self.labels, self.scores, self.counts = labels, scores, counts
        self._ends = np.append(np.flatnonzero(np.diff(scores)), scores.size - 1)

    @cached_property
    def found(self) -> Array:
        """Positive texts at each score or over it."""
        return np.cumsum(self.counts * self.labels, axis=1)[:, self._ends]

    @cached_property
    def flagged(self) -> Array:
        """Texts at each score or over it."""
        return np.cumsum(self.counts, axis=1)[:, self._ends]

    @cached_property
    def precision(self) -> Array:
        """Share of positive texts among those at each score or over it."""
        return self.found / np.maximum(self.flagged, 1)


def auc(draws: Draws) -> Array:
    """Give the area under the ROC curve: how often a positive text scores over a negative one."""
    positives, negatives = draws.found[:, -1], (draws.flagged - draws.found)[:, -1]
    over = draws.flagged - draws.found
    beaten = negatives[:, None] - (over + _before(over)) / 2
    areas: Array = (_steps(draws.found) * beaten).sum(axis=1) / (positives * negatives)
    return areas


def average_precision(draws: Draws) -> Array:
    """Give the mean precision at each positive text, in order of falling scores."""
    precisions: Array = (_steps(draws.found) * draws.precision).sum(axis=1) / draws.found[:, -1]
    return precisions


def macro_f1(draws: Draws) -> Array:
    """Give the mean of both classes' F1 at a score of 0.5."""
    high = draws.scores >= EVEN
    right = draws.counts @ np.stack([high & (draws.labels > 0), ~high & (draws.labels == 0)], 1).astype(float)
    flagged, positive = draws.counts @ high, draws.counts @ draws.labels
    total = draws.counts.sum(axis=1)
    both = np.stack([flagged + positive, 2 * total - flagged - positive], 1)
    means: Array = (2 * right / np.maximum(both, 1)).mean(axis=1)
    return means


def recall_at_precision(draws: Draws, precision: float = 0.9) -> Array:
    """Give the largest share of positives found while `precision` of the flagged are positive."""
    recalls: Array = np.where(draws.precision >= precision, draws.found, 0).max(axis=1) / draws.found[:, -1]
    return recalls


def calibration_error(draws: Draws) -> Array:
    """Give the expected calibration error over ten bins of equal width."""
    gaps = np.zeros((draws.scores.size, BINS))
    gaps[np.arange(draws.scores.size), _bins(draws.scores)] = draws.scores - draws.labels
    errors: Array = np.abs(draws.counts @ gaps).sum(axis=1) / draws.counts.sum(axis=1)
    return errors


MEASURES: dict[str, Callable[[Draws], Array]] = {
    "AUC": auc,
    "AP": average_precision,
    "macro-F1": macro_f1,
    "recall at 90 % precision": recall_at_precision,
    "ECE": calibration_error,
}


def measure(labels: Array, scores: Array, resamples: int = RESAMPLES) -> dict[str, Measure]:
    """Take every measure, with intervals from resampling texts; the same numbers each time.

    Args:
        labels: 0 or 1 a text, both at least once.
        scores: 0 to 1 a text.
        resamples: How often the texts are drawn again.

    Raises:
        ValueError: Where all labels are the same: most measures then mean nothing.
    """
    if labels.min(initial=1) == labels.max(initial=0):
        raise ValueError("measuring needs texts of both labels")
    order = np.argsort(-scores, kind="stable")
    labels, scores = labels[order], scores[order]
    whole = _take(Draws(labels, scores, np.ones((1, labels.size))))
    lots = [_take(Draws(labels, scores, counts)) for counts in _draw(labels.size, resamples)]
    measures = {}
    for name, value in whole.items():
        low, high = np.nanpercentile(np.concatenate([lot[name] for lot in lots]), [2.5, 97.5])
        measures[name] = Measure(float(value[0]), float(low), float(high))
    return measures


def _take(draws: Draws) -> dict[str, Array]:
    with np.errstate(invalid="ignore"):  # a resample without a positive text gives NaN, which is left out
        return {name: of(draws) for name, of in MEASURES.items()}


def mean(values: Iterable[float], resamples: int = RESAMPLES) -> Measure:
    """Give the mean of one value a text, with its interval from resampling texts.

    Args:
        values: At least one.
        resamples: How often the texts are drawn again.
    """
    of = np.array(list(values), np.float64)
    means = np.concatenate([counts @ of / of.size for counts in _draw(of.size, resamples)])
    low, high = np.percentile(means, [2.5, 97.5])
    return Measure(float(of.mean()), float(low), float(high))


def share(flags: Iterable[bool]) -> Measure:
    """Give the share of texts that something holds for, with Wilson's interval, which is honest near 0.

    Args:
        flags: At least one.
    """
    held = np.array(list(flags), np.bool_)
    size, part = held.size, float(held.mean())
    spread = _NORMAL**2 / size
    middle = (part + spread / 2) / (1 + spread)
    reach = _NORMAL * float(np.sqrt(part * (1 - part) / size + spread / size / 4)) / (1 + spread)
    return Measure(part, max(0.0, middle - reach), min(1.0, middle + reach))


def reliability(labels: Array, scores: Array) -> list[Bin]:
    """Give the reliability table over ten bins of equal width; empty bins are left out.

    Args:
        labels: 0 or 1 a text.
        scores: 0 to 1 a text.
    """
    place = _bins(scores)
    texts = np.bincount(place, minlength=BINS)
    score, positive = (np.bincount(place, of, BINS) / np.maximum(texts, 1) for of in (scores, labels))
    return [
        Bin(at / BINS, (at + 1) / BINS, int(texts[at]), float(score[at]), float(positive[at]))
        for at in np.flatnonzero(texts).tolist()
    ]


def _bins(scores: Array) -> npt.NDArray[np.int64]:
    return np.minimum((scores * BINS).astype(np.int64), BINS - 1)


def _before(sums: Array) -> Array:
    """Give each running sum's predecessor."""
    return np.concatenate([np.zeros((sums.shape[0], 1)), sums[:, :-1]], axis=1)


def _steps(sums: Array) -> Array:
    return sums - _before(sums)


def _draw(size: int, resamples: int) -> Iterator[Array]:
    """Draw `size` texts with replacement, some resamples at a time, and count each."""
    chance = np.random.Generator(np.random.PCG64(_SEED))
    lot = max(1, _AT_ONCE // size)
    for begin in range(0, resamples, lot):
        rows = min(lot, resamples - begin)
        drawn = chance.integers(0, size, (rows, size)) + np.arange(rows)[:, None] * size
        yield np.bincount(drawn.ravel(), minlength=rows * size).reshape(rows, size).astype(np.float64)
