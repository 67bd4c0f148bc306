"""Turns the heads' margins into probabilities, by language and attribute, as `model.json` says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from service.domain.score import Attribute
from workers.scorers.linear import Floats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DIGITS = 4  # of a score; more would claim too much
_BOUND = 20.0  # log-odds beyond which a score is 0 or 1 at any number of digits we give


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is offered in each language: log-odds = bias + weights · margins.

    Attributes:
        offers: For each language, the row of `weights` that gives each attribute.
        weights: One row an offer, one column a head; zero for heads that do not count.
        bias: Log-odds at zero margins, one an offer.
    """

    offers: dict[str, dict[Attribute, int]]
    weights: Floats
    bias: Floats

    def log_odds(self, margins: Floats) -> list[list[float]]:
        """Give the log-odds of every offer for every text.

        Multiplied and summed row by row: a matrix product may round differently from batch to batch.

        Args:
            margins: What each head gave each text.
        """
        odds: list[list[float]] = ((margins[:, None, :] * self.weights).sum(axis=2) + self.bias).tolist()
        return odds


def read_calibration(entries: Mapping[str, Mapping[str, Any]], heads: Sequence[str]) -> Calibration:
    """Read how margins become probabilities.

    Args:
        entries: What `model.json` says: for each language and attribute `heads` and `bias`.
        heads: Names of the margins, in order.
    """
    offers: dict[str, dict[Attribute, int]] = {}
    weights: list[list[float]] = []
    bias: list[float] = []
    for language, attributes in entries.items():
        for name, entry in attributes.items():
            offers.setdefault(language, {})[Attribute(name)] = len(bias)
            weights.append([entry["heads"].get(head, 0.0) for head in heads])
            bias.append(entry["bias"])
    return Calibration(offers, np.array(weights, np.float32), np.array(bias, np.float32))


def probability(log_odds: float) -> float:
    """Give the probability that log-odds stand for, rounded to four digits.

    Args:
        log_odds: Any number.
    """
    bounded = max(-_BOUND, min(_BOUND, log_odds))
    return round(1.0 / (1.0 + math.exp(-bounded)), _DIGITS)
