"""Times kept as a histogram with geometric buckets: any quantile, with an error that is known."""

from __future__ import annotations

from math import ceil, floor, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEP = 1.05
"""How much longer each bucket reaches than the one before."""
_LONGEST = 400 * 86_400
"""Seconds; what waited longer counts as this long."""
WORST_ERROR = _STEP**0.5 - 1
"""How far a quantile from the histogram may be off, as a share of it, from a second on: under 2.5 %."""


def bucket(seconds: float) -> int:
    """Give the bucket of a time: 0 for under a second, then one for each 5 % more."""
    if seconds < 1:
        return 0
    return 1 + floor(log(min(seconds, _LONGEST)) / log(_STEP))


def middle(number: int) -> float:
    """Give the time that stands for a bucket, in seconds: the geometric middle of its bounds."""
    return 0.0 if number == 0 else _STEP ** (number - 0.5)


def quantile(histogram: Mapping[int, int], share: float) -> float | None:
    """Give the time that this share of all does not exceed, in seconds; None of an empty histogram.

    Args:
        histogram: How many times are in each bucket.
        share: 0.5 for the median, 0.95 for what only one in twenty exceeds.
    """
    total = sum(histogram.values())
    rank = max(1, ceil(share * total))
    for number in sorted(histogram):
        rank -= histogram[number]
        if rank <= 0:
            return middle(number)
    return None
