"""Fits one linear head on hashed features: the same features, by the same code, that scoring uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from workers.scorers.linear import PADDING
from workers.scorers.ngrams import BITS, features
from workers.scorers.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.training.heads import HeadPlan

_AT_ONCE = 256  # texts folded together
_LONGEST = 4000  # code points of a training text; the few longer ones are copies of one line
_SEED = 0
_SMOOTHING = 0.5  # texts of each label that every bucket is taken to have been in
_LEAST_LEANING = 0.3  # room that a feature gets even where it leans to neither side

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head's weights.

    Attributes:
        weights: One a bucket.
        bias: Log-odds of a text without features.
    """

    weights: Array
    bias: float


def matrix(texts: Sequence[str]) -> scipy.sparse.csr_matrix:
    """Give the feature matrix: a row a text, scaled as scoring scales it.

    Args:
        texts: As a reader sees them.
    """
    buckets, counts = [], []
    for begin in range(0, len(texts), _AT_ONCE):
        found = features(fold([text[:_LONGEST] for text in texts[begin : begin + _AT_ONCE]]))
        buckets.append(found.buckets.astype(np.int32))
        counts.append(np.diff(found.starts))
    count = np.concatenate(counts)
    values = np.repeat(1 / np.sqrt(count + PADDING), count)
    pointers = np.concatenate(([0], np.cumsum(count)))
    return scipy.sparse.csr_matrix((values, np.concatenate(buckets), pointers), (len(texts), 1 << BITS))


def rarity(counted: scipy.sparse.csr_matrix) -> Array:
    """Give each bucket's inverse document frequency; 0 for those never seen.

    Rare features get more room in the fit. The factor goes into the weights, so scoring never needs it.
    """
    seen = np.bincount(counted.indices, minlength=counted.shape[1])
    return np.where(seen > 0, np.log((1 + counted.shape[0]) / (1 + seen)) + 1, 0.0)


def leaning(counted: scipy.sparse.csr_matrix, labels: npt.NDArray[np.int64], weights: Array) -> Array:
    """Give how unevenly each bucket is spread over the two labels: its log-count ratio, without sign.

    Features that say little then cost much in the fit (Wang and Manning, 2012).

    Args:
        counted: Feature matrix.
        labels: 0 or 1 a row.
        weights: What each row counts.
    """
    seen = counted.copy()
    seen.data = np.ones_like(seen.data)
    found, otherwise = (_SMOOTHING + seen.T @ (weights * share) for share in (labels, 1 - labels))
    ratio: Array = np.abs(np.log(found / found.sum()) - np.log(otherwise / otherwise.sum()))
    return ratio


def fit_head(
    examples: scipy.sparse.csr_matrix, labels: npt.NDArray[np.int64], weights: Array, plan: HeadPlan
) -> Fitted:
    """Fit a head by logistic regression.

    Args:
        examples: Feature matrix.
        labels: 0 or 1 a row.
        weights: What each row counts.
        plan: How strongly, and with which scale of the features.
    """
    scale = rarity(examples)
    if plan.leaning:
        scale = scale * (_LEAST_LEANING + leaning(examples, labels, weights))
    regression = LogisticRegression(
        C=plan.strength, solver="liblinear", dual=True, tol=0.01, max_iter=1000, random_state=_SEED
    )
    regression.fit(examples @ scipy.sparse.diags(scale), labels, weights)
    return Fitted(regression.coef_[0] * scale, float(regression.intercept_[0]))


def margins_of(head: Fitted, examples: scipy.sparse.csr_matrix) -> Array:
    """Give the head's log-odds for each row."""
    return np.asarray(examples @ head.weights) + head.bias
