"""Learns how the heads' margins together become a probability, on texts the heads have not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from service.domain.score import Attribute
from workers.scorers.second_look import UNSURE, UNSURE_IN
from workers.training.compact.lessons import HEADS
from workers.training.corpus import part_of
from workers.training.fit import Fitted, margins_of, matrix
from workers.training.own import opening

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from workers.training.corpus import Example
    from workers.training.fit import Array
    from workers.training.offers import Offer

PARTS = 5
"""Of a rotated head's examples: each of its models leaves one out."""
_PRECISIONS = (0.7, 0.8, 0.85, 0.9, 0.95)
_WEAK = 100.0  # regularisation of a handful of weights needs only to keep them finite
_FAR = 50.0  # log-odds beyond which no bias lies


@dataclass(frozen=True, slots=True)
class Rotated:
    """A head as calibration sees it.

    Attributes:
        models: Number `k` has not seen part `k` of the examples; one alone has not seen dev.
        discount: What its log-odds are worth with people it knows nothing of (`circles.discount`).
    """

    models: list[Fitted]
    discount: float = 1.0


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How an offer's margins become a probability.

    Attributes:
        first: By the linear heads alone: `heads` and `bias`, and the operating points of the final score;
            of SPAM's, they are of what the words say, before the rules add to it.
        second: With the compact transformer: `heads` and `bias`.
    """

    first: dict[str, Any]
    second: dict[str, Any]


def calibrate(
    offer: Offer,
    models: Mapping[str, Rotated],
    folder: Path,
    hear: Callable[[Sequence[str]], Array],
) -> Calibrated:
    """Fit the log-odds of an offer on its heads' margins.

    Args:
        offer: What is offered.
        models: The linear heads.
        folder: Where the sets are.
        hear: Gives the compact transformer's margins of texts, one column a head of `HEADS`.
    """
    examples = offer.gather(folder)
    everyone = [*examples, *offer.gather_more(folder)]
    labels = np.array([example.label for example in everyone])
    linear = np.stack([unseen_margins(models[head].models, everyone) for head in offer.linear], axis=1)
    discount = models[offer.linear[0]].discount
    alone = [(head,) for head in offer.linear]
    first, scores = _fit(linear, labels, alone, discount, labels.mean())
    apart = slice(len(examples))
    early = scores[apart]
    heard = hear([example.text for example in examples])
    means = [heard[:, [HEADS.index(head) for head in group]].mean(axis=1) for group in offer.compact]
    both = np.column_stack([linear[apart], *means])
    second, late = _fit(both, labels[apart], [*alone, *offer.compact], discount, early.mean())
    unsure = UNSURE_IN.get(offer.languages[0], UNSURE)
    low, high = unsure.get(Attribute(offer.attribute), (0.0, 1.0))
    scores[apart] = np.where((early > low) & (early < high), late, early)
    return Calibrated({**first, "points": operating_points(labels, scores)}, second)


def _fit(
    inputs: Array, labels: Array, names: Sequence[Sequence[str]], discount: float, share: float
) -> tuple[dict[str, Any], Array]:
    """Fit a regression whose inputs are means of heads, and give what each head weighs in it.

    Its scores have `share` as their mean: what is less sure, or seen on fewer texts, says no more of how many
    are positive.
    """
    regression = LogisticRegression(C=_WEAK, solver="lbfgs", max_iter=1000).fit(inputs, labels)
    weights = regression.coef_[0] * discount
    bias = brentq(lambda bias: expit(inputs @ weights + bias).mean() - share, -_FAR, _FAR)
    heads = {
        name: round(float(weight) / len(group), 4)
        for group, weight in zip(names, weights, strict=True)
        for name in group
    }
    return {"heads": heads, "bias": round(bias, 4)}, expit(inputs @ weights + bias)


def operating_points(labels: Array, scores: Array) -> list[dict[str, float]]:
    """Find the lowest threshold, in hundredths, at which what is flagged reaches each precision.

    Args:
        labels: 0 or 1 a text.
        scores: Probabilities.

    Returns:
        For each precision that can be reached: threshold, recall, and the share flagged.
    """
    points = []
    for precision in _PRECISIONS:
        for threshold in np.arange(0.05, 1.0, 0.01):
            flagged = scores >= threshold
            if flagged.any() and labels[flagged].mean() >= precision:
                recall = labels[flagged].sum() / labels.sum()
                numbers = (precision, threshold, recall, flagged.mean())
                names = ("precision", "threshold", "recall", "flagged")
                points.append(
                    {name: round(float(number), 4) for name, number in zip(names, numbers, strict=True)}
                )
                break
    return points


def unseen_margins(models: Sequence[Fitted], examples: Sequence[Example]) -> Array:
    """Give each text's margin by a model that has not seen it."""
    features = matrix([example.text for example in examples])
    margins = np.stack([margins_of(model, features) for model in models])
    unseen: Array = margins[parts_of(examples) % len(models), np.arange(len(examples))]
    return unseen


def parts_of(examples: Sequence[Example]) -> npt.NDArray[np.int64]:
    """Give the part that each text falls into; texts that begin alike fall into the same."""
    return np.array([part_of(opening(example.text), PARTS) for example in examples], np.int64)
