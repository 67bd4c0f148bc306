"""Learns how the heads' margins together become a probability, on texts the heads have not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from workers.training.corpus import Example, part_of, read_set, split_of
from workers.training.fit import margins_of, matrix
from workers.training.heads import gahd, germeval, germeval_insults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workers.training.fit import Array, Fitted

PARTS = 5  # of a rotated head's examples
_PRECISIONS = (0.7, 0.8, 0.9, 0.95)
_WEAK = 100.0  # regularisation of a handful of weights needs only to keep them finite


@dataclass(frozen=True, slots=True)
class Offer:
    """A score that the scorer offers: an attribute in a language, and the heads it is read from.

    Attributes:
        language: `de`, `en` or `any`.
        attribute: Its name.
        heads: Heads whose margins count.
        gather: Reads the texts to calibrate on.
    """

    language: str
    attribute: str
    heads: tuple[str, ...]
    gather: Callable[[Path], list[Example]] = field(repr=False)


def _english_dev(folder: Path) -> list[Example]:
    return split_of(read_set(folder, "jigsaw_davidson_en", "offensive"), "dev")


def _spam_dev(folder: Path) -> list[Example]:
    rows = read_set(folder, "sms_spam_en", "spam") + read_set(folder, "youtube_spam", "spam")
    not_spam = [replace(row, label=0) for row in germeval(folder)[::2]]
    return [row for row in rows if row.split != "test"] + not_spam


OFFERS: tuple[Offer, ...] = (
    Offer("de", "TOXICITY", ("de_toxicity", "de_identity"), germeval),
    Offer("de", "INSULT", ("de_insult",), germeval_insults),
    Offer("de", "IDENTITY_ATTACK", ("de_identity",), gahd),
    Offer("en", "TOXICITY", ("en_toxicity",), _english_dev),
    Offer("any", "SPAM", ("any_spam",), _spam_dev),
)


def calibrate(offer: Offer, models: Mapping[str, Sequence[Fitted]], folder: Path) -> dict[str, Any]:
    """Fit the log-odds of an offer on its heads' margins.

    Args:
        offer: What is offered.
        models: For each head its models: number `k` has not seen part `k` of the examples.
        folder: Where the sets are.

    Returns:
        `heads` and `bias`, as `model.json` holds them.
    """
    examples = offer.gather(folder)
    inputs = np.stack([unseen_margins(models[head], examples) for head in offer.heads], axis=1)
    labels = [example.label for example in examples]
    regression = LogisticRegression(C=_WEAK, solver="lbfgs", max_iter=1000).fit(inputs, labels)
    weights = (round(float(weight), 4) for weight in regression.coef_[0])
    return {
        "heads": dict(zip(offer.heads, weights, strict=True)),
        "bias": round(float(regression.intercept_[0]), 4),
        "points": operating_points(np.array(labels), regression.predict_proba(inputs)[:, 1]),
    }


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
    parts = np.array([part_of(example.text, PARTS) for example in examples])
    margins = np.stack([margins_of(model, features) for model in models])
    unseen: Array = margins[parts % len(models), np.arange(len(examples))]
    return unseen
