"""How margins become probabilities: by all texts that a head has not seen, also where it looks twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.special import expit

from workers.scorers.ngrams import BITS
from workers.training.calibrate import Rotated, calibrate, unseen_margins
from workers.training.compact.lessons import HEADS
from workers.training.corpus import Example
from workers.training.fit import Fitted
from workers.training.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

CHANCE = np.random.default_rng(3)
HEAD = Fitted(CHANCE.normal(size=1 << BITS), 0.0)
TOXIC = HEADS.index("toxic")


def texts(count: int, toxic: float) -> list[Example]:
    """Make texts of a head's, of which some are toxic: the more, the more the head says so."""
    found = [Example(f"Wort {CHANCE.integers(1 << 30)}", 0, "train") for _ in range(count)]
    noisy = unseen_margins([HEAD], found) + CHANCE.normal(size=count)
    labels = noisy > np.quantile(noisy, 1 - toxic)
    return [replace(example, label=int(label)) for example, label in zip(found, labels, strict=True)]


APART, OTHERS = texts(100, 0.6), texts(900, 0.2)


def hear(heard: Sequence[str]) -> npt.NDArray[np.float64]:
    """Give what a transformer would say: a little more than nothing."""
    labels = {example.text: example.label for example in APART}
    margins = np.zeros((len(heard), len(HEADS)))
    margins[:, TOXIC] = [labels[text] + CHANCE.normal() for text in heard]
    return margins


def mean_scores(discount: float, others: list[Example]) -> tuple[float, float, float]:
    """Calibrate, and give the mean first score of all, and the first and second of those kept apart."""
    offer = Offer(("de",), "TOXICITY", ("de_toxicity",), (("toxic",),), lambda _: APART, lambda _: others)
    told: list[npt.NDArray[np.float64]] = []

    def listen(heard: Sequence[str]) -> npt.NDArray[np.float64]:
        told.append(hear(heard))
        return told[-1]

    found = calibrate(offer, {"de_toxicity": Rotated([HEAD], discount)}, Path(), listen)
    margins = unseen_margins([HEAD], [*APART, *others])
    early = expit(margins * found.first["heads"]["de_toxicity"] + found.first["bias"])
    second = found.second["heads"]
    late = margins[: len(APART)] * second["de_toxicity"] + told[0][:, TOXIC] * second["toxic"]
    late = expit(late + found.second["bias"])
    return float(early.mean()), float(early[: len(APART)].mean()), float(late.mean())


@pytest.mark.parametrize("discount", [1.0, 0.7])
def test_as_many_are_toxic_as_all_texts_say(discount: float) -> None:
    """The first scores know it from all texts; the second look, which has fewer, says no other number."""
    everyone, first, second = mean_scores(discount, OTHERS)
    assert everyone == pytest.approx(0.24, abs=0.001)
    assert second == pytest.approx(first, abs=0.001)
    assert second < 0.5, "those kept apart alone would have said 0.6"


def test_alone_they_say_it_themselves() -> None:
    """Where there are no others, those kept apart are all that is known."""
    assert mean_scores(1.0, []) == pytest.approx((0.6, 0.6, 0.6), abs=0.001)
