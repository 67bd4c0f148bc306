"""Wilson's interval, against figures from the literature and against what must hold of any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.interval import Share, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (1, 29, 0.0061, 0.1718)],
)
def test_known_intervals(part: int, whole: int, low: float, high: float) -> None:
    """Those of Newcombe 1998 and of none and all in ten, to four places."""
    assert wilson(part, whole) == pytest.approx((low, high), abs=6e-5)


@given(st.integers(0, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_share_lies_inside(counts: tuple[int, int]) -> None:
    """Whatever was counted, the interval holds the share and stays within 0 and 1."""
    share = Share(*counts)
    low, high = share.interval
    assert 0 <= low <= high <= 1
    if share.value is not None:
        assert low <= share.value <= high


def test_of_nothing_everything_is_possible() -> None:
    """Nothing looked at: no share, and an interval of all there is."""
    assert Share(0, 0).value is None
    assert Share(0, 0).interval == (0.0, 1.0)
