"""Texts go to a backend in lots that it can do in time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workers.backends.keeper import fitting


@given(
    st.lists(st.integers(0, 9_000), min_size=1, max_size=30).map(sorted),
    st.integers(1, 9),
    st.integers(0, 20_000),
)
def test_as_many_go_together_as_fit_and_at_least_one(lengths: list[int], most: int, room: int) -> None:
    """A lot holds no more than it may, unless it is one text alone; and one more would not have fitted."""
    number = fitting(lengths, most, room)
    assert 1 <= number <= min(most, len(lengths))
    assert number == 1 or number * lengths[number - 1] <= room
    if number < min(most, len(lengths)):
        assert (number + 1) * lengths[number] > room
