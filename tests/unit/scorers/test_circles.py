"""Who is mentioned together is one circle, and calibration sees its tweets by models that never did."""

from __future__ import annotations

import random

import pytest

from workers.training.circles import in_largest_circle


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
