"""Times in geometric buckets: a quantile is never off by more than it says."""

from __future__ import annotations

from collections import Counter
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from service.domain.waits import WORST_ERROR, bucket, middle, quantile

seconds = st.floats(0, 390 * 86_400)


@given(st.lists(seconds, min_size=1), st.floats(0.01, 1.0))
def test_a_quantile_is_within_its_error(times: list[float], share: float) -> None:
    """Against the same quantile of the times themselves: under 2.5 % off, and under a second for less."""
    assert WORST_ERROR < 0.025
    exact = sorted(times)[ceil(share * len(times)) - 1]
    read = quantile(Counter(map(bucket, times)), share)
    assert read is not None
    assert abs(read - exact) <= max(1.0, exact * (WORST_ERROR + 1e-9))


@given(seconds, seconds)
def test_longer_times_are_in_later_buckets(one: float, other: float) -> None:
    """The order of times is the order of their buckets, and of what stands for them."""
    low, high = sorted((one, other))
    assert bucket(low) <= bucket(high)
    assert middle(bucket(low)) <= middle(bucket(high))


def test_of_nothing_there_is_no_quantile() -> None:
    """An empty histogram has no median, and clocks that run apart do not put a time below nothing."""
    assert quantile({}, 0.5) is None
    assert bucket(-3) == 0
    assert bucket(10**12) == bucket(400 * 86_400)
