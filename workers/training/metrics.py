"""Measures of scores against labels, each with a bootstrap interval, in numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

Array = npt.NDArray[np.float64]

RESAMPLES = 200
_BINS = 10
_SEED = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value with its 95 % bootstrap interval.

    Attributes:
        value: On all texts.
        low: 2.5th percentile of the resamples.
        high: 97.5th percentile.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def auc(labels: Array, scores: Array) -> float:
    """Give the area under the ROC curve: how often a positive text scores over a negative one."""
    positives = labels.sum()
    negatives = labels.size - positives
    if not positives or not negatives:
        return float("nan")
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    rank = np.cumsum(counts) - (counts - 1) / 2
    return float((rank[place][labels > 0].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def average_precision(labels: Array, scores: Array) -> float:
    """Give the mean precision at each positive text, in order of falling scores."""
    ordered = labels[np.argsort(-scores, kind="stable")]
    if not ordered.sum():
        return float("nan")
    precision = np.cumsum(ordered) / np.arange(1, ordered.size + 1)
    return float((precision * ordered).sum() / ordered.sum())


def macro_f1(labels: Array, scores: Array) -> float:
    """Give the mean of both classes' F1 at a score of 0.5."""
    flagged = scores >= 0.5  # noqa: PLR2004 (a calibrated even chance)
    return float(np.mean([_f1(labels > 0, flagged), _f1(labels == 0, ~flagged)]))


def _f1(wanted: npt.NDArray[np.bool_], found: npt.NDArray[np.bool_]) -> float:
    total = int(wanted.sum() + found.sum())
    return 2.0 * int((wanted & found).sum()) / total if total else 0.0


def recall_at_precision(labels: Array, scores: Array, precision: float = 0.9) -> float:
    """Give the largest share of positives found while `precision` of the flagged are positive."""
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(labels[order])
    enough = np.flatnonzero(found / np.arange(1, labels.size + 1) >= precision)
    return float(found[enough[-1]] / labels.sum()) if enough.size and labels.sum() else 0.0


def calibration_error(labels: Array, scores: Array) -> float:
    """Give the expected calibration error over ten bins of equal width."""
    bins = np.minimum((scores * _BINS).astype(np.int64), _BINS - 1)
    gaps = np.bincount(bins, scores, _BINS) - np.bincount(bins, labels, _BINS)
    return float(np.abs(gaps).sum() / labels.size)


MEASURES: dict[str, Callable[[Array, Array], float]] = {
    "AUC": auc,
    "AP": average_precision,
    "macro-F1": macro_f1,
    "recall at 90 % precision": recall_at_precision,
    "ECE": calibration_error,
}


def measure(labels: Array, scores: Array, resamples: int = RESAMPLES) -> dict[str, Measure]:
    """Take every measure, with intervals from resampling texts; the same numbers each time.

    Args:
        labels: 0 or 1 a text.
        scores: 0 to 1 a text.
        resamples: How often the texts are drawn again.
    """
    chance = np.random.Generator(np.random.PCG64(_SEED))
    draws = [chance.integers(0, labels.size, labels.size) for _ in range(resamples)]
    measures = {}
    for name, of in MEASURES.items():
        values = [of(labels[draw], scores[draw]) for draw in draws]
        low, high = np.nanpercentile(values, [2.5, 97.5])
        measures[name] = Measure(of(labels, scores), float(low), float(high))
    return measures
