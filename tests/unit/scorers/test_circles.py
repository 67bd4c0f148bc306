"""Who is mentioned together is one circle, and calibration sees its tweets by models that never did."""

from __future__ import annotations

import random

import numpy as np
import pytest

from workers.scorers.ngrams import BITS
from workers.training.calibrate import folds, unseen_margins
from workers.training.circles import in_largest_circle
from workers.training.corpus import Example
from workers.training.fit import Fitted


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


STRANGE = [Example(f"Tweet Nummer {at} an alle", at % 2, "train", stranger=at < 4) for at in range(40)]


def test_the_last_model_learns_from_no_stranger() -> None:
    """Each text is left out by one of five models, and all strangers by a sixth, where there are any."""
    kept = np.array(folds(STRANGE))
    assert kept.shape == (6, 40)
    assert (~kept[:5]).sum(axis=0).tolist() == [1] * 40
    assert kept[5].tolist() == [not example.stranger for example in STRANGE]
    assert len(folds(STRANGE[4:])) == 5


def test_strangers_are_calibrated_on_the_model_without_them() -> None:
    """A stranger's margin is the sixth model's, any other's that of the model that left its part out."""
    models = [Fitted(np.zeros(1 << BITS), float(number)) for number in range(6)]
    margins = unseen_margins(models, STRANGE)
    left_out = (~np.array(folds(STRANGE))[:5]).argmax(axis=0)
    assert margins[:4].tolist() == [5.0] * 4
    assert margins[4:].tolist() == left_out[4:].tolist()
    assert unseen_margins(models[:1], STRANGE).tolist() == [0.0] * 40
