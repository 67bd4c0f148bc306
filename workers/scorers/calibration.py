"""Turns the heads' margins into probabilities, by language and attribute, as `model.json` says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from service.domain.score import Attribute

if TYPE_CHECKING:
    from workers.scorers.linear import Floats, LinearModel

_DIGITS = 4  # of a score; more would claim too much


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One attribute in one language: log-odds = bias + weights · margins.

    Attributes:
        weights: One a head; zero for heads that do not count.
        bias: Log-odds at zero margins.
    """

    weights: Floats
    bias: float

    def log_odds(self, margin: Floats) -> float:
        """Give the log-odds of one text.

        Args:
            margin: What each head gave it.
        """
        return float((self.weights * margin).sum()) + self.bias


Calibration = dict[str, dict[Attribute, Calibrated]]


def read_calibration(model: LinearModel) -> Calibration:
    """Read how margins become probabilities.

    Args:
        model: The model whose card says it.
    """
    return {
        language: {Attribute(name): _calibrated(model, entry) for name, entry in attributes.items()}
        for language, attributes in model.card["calibration"].items()
    }


def _calibrated(model: LinearModel, entry: dict[str, Any]) -> Calibrated:
    weights = np.zeros(len(model.heads), np.float32)
    for head, weight in entry["heads"].items():
        weights[model.column(head)] = weight
    return Calibrated(weights, float(entry["bias"]))


def probability(log_odds: float) -> float:
    """Give the probability that log-odds stand for, rounded to four digits.

    Args:
        log_odds: Any number.
    """
    bounded = max(-20.0, min(20.0, log_odds))
    return round(1.0 / (1.0 + math.exp(-bounded)), _DIGITS)
