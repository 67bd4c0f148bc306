"""Who is mentioned together is one circle, and calibration sees its tweets by models that never did."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
import scipy.sparse

from workers.scorers.ngrams import BITS
from workers.training.calibrate import PARTS, parts_of, unseen_margins
from workers.training.circles import discount, in_largest_circle
from workers.training.corpus import Example
from workers.training.fit import Fitted

if TYPE_CHECKING:
    import numpy.typing as npt


def test_the_largest_circle_is_found() -> None:
    """Users are in one circle if a chain of tweets mentions them two by two, in whatever letters."""
    tweets = ["@a @b hallo", "@B @c ja", "@c nein", "@x @y gut", "niemand"]
    assert in_largest_circle(tweets) == [True, True, True, False, False]


@pytest.mark.parametrize("tweets", [[], ["niemand", "auch nicht"]])
def test_where_nobody_is_mentioned_there_is_no_circle(tweets: list[str]) -> None:
    """Tweets to nobody are by nobody in particular."""
    assert not any(in_largest_circle(tweets))


def test_the_order_of_tweets_says_nothing() -> None:
    """The same tweets in any order have the same circle."""
    tweets = [f"@{number} @{number + step} hallo" for number in range(30) for step in (3, 6)] + [
        "@q",
        "@0 @1 ja",
    ]
    circle = {tweet for tweet, inside in zip(tweets, in_largest_circle(tweets), strict=True) if inside}
    for seed in range(20):
        mixed = random.Random(seed).sample(tweets, len(tweets))
        found = {tweet for tweet, inside in zip(mixed, in_largest_circle(mixed), strict=True) if inside}
        assert len(found) == len(circle)


def test_each_text_is_calibrated_by_a_model_that_has_not_seen_it() -> None:
    """A text's margin is that of the model which left its part out; of a single model, its own."""
    examples = [Example(f"Tweet Nummer {at} an alle", at % 2, "train") for at in range(40)]
    models = [Fitted(np.zeros(1 << BITS), float(number)) for number in range(PARTS)]
    assert unseen_margins(models, examples).tolist() == parts_of(examples).tolist()
    assert unseen_margins(models[:1], examples).tolist() == [0.0] * 40


def fit_by_names(kept: npt.NDArray[np.bool_]) -> Fitted:
    """Fit a model that is sure of people it knows by other texts, and half as sure of all others."""
    knows_them = kept[:STRANGERS].any()
    return Fitted(np.array([4.0 if knows_them else 2.0, 0.0]), 0.0)


STRANGERS = 60
LABELS = np.arange(200) % 2
# One feature that speaks for the label, three times in four rightly.
FEATURES = scipy.sparse.csr_matrix(
    [[label * 2 - 1 if at % 8 not in {0, 5} else 1 - label * 2, 0] for at, label in enumerate(LABELS)],
    dtype=np.float64,
)
ARE_STRANGERS = np.arange(200) < STRANGERS


def test_who_is_surer_of_known_people_is_discounted() -> None:
    """Only less than one is a discount: a model that is shyer with strangers needs none."""
    parts = np.arange(200) % PARTS
    assert discount(FEATURES, LABELS, parts, ARE_STRANGERS, fit_by_names) == 1.0

    def fit_the_other_way(kept: npt.NDArray[np.bool_]) -> Fitted:
        """Fit one that is as sure of strangers, of whom it is wrong more often."""
        return Fitted(np.array([2.0 if kept[:STRANGERS].any() else 4.0, 0.0]), 0.0)

    assert discount(FEATURES, LABELS, parts, ARE_STRANGERS, fit_the_other_way) == pytest.approx(0.5, abs=0.01)


def test_strangers_of_one_kind_say_nothing() -> None:
    """Where all strangers' texts have one label, nothing can be learned of how sure to be."""
    ones = np.ones(200, np.int64)
    assert discount(FEATURES, ones, np.arange(200) % PARTS, ARE_STRANGERS, fit_by_names) == 1.0
