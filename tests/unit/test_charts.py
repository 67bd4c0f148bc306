"""Charts: shapes stay within the plot and are as high as their numbers, and scales are round."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.web.charts import HEIGHT, STEP, Plot, Series, beside, nice, shares, stacked, times

counts = st.integers(0, 10**7)
columns = st.integers(0, 40).flatmap(
    lambda number: st.lists(st.lists(counts, min_size=number, max_size=number), min_size=1, max_size=3)
)


def series(values: list[list[int]]) -> list[Series]:
    """Give each list a kind."""
    return [Series(f"k{number}", each) for number, each in enumerate(values)]


def labels(values: list[list[int]]) -> list[str]:
    """Name the columns."""
    return [str(number) for number in range(len(values[0]))]


def write(number: float) -> str:
    """Write a number so that it can be read back."""
    return f"{number:g}"


def check(plot: Plot) -> None:
    """Nothing sticks out, and ticks are told from the bottom up."""
    for bar in plot.bars:
        assert bar.y >= -1e-6
        assert bar.y + bar.height <= HEIGHT + 1e-6
        assert bar.height > 0
        assert 0 <= bar.x <= bar.x + bar.width <= plot.width
    assert [tick.y for tick in plot.ticks] == sorted((tick.y for tick in plot.ticks), reverse=True)
    for line in plot.lines:
        places = re.findall(r"[ML]([\d.]+) (-?[\d.]+)", line.path)
        assert all(0 <= float(x) <= plot.width and -0.01 <= float(y) <= HEIGHT + 0.01 for x, y in places)


@given(columns)
def test_columns_are_as_high_as_their_numbers(values: list[list[int]]) -> None:
    """On top of each other and beside each other, each number has one bar, in proportion; none has none."""
    for plot in (
        stacked(series(values), labels(values), write),
        beside(series(values), labels(values), write),
    ):
        check(plot)
        top = float(plot.ticks[-1].label)
        assert len(plot.bars) == sum(number > 0 for each in values for number in each)
        assert sum(bar.height for bar in plot.bars) == pytest.approx(HEIGHT * sum(map(sum, values)) / top)
        assert all(float(tick.label) % 1 == 0 for tick in plot.ticks)


@given(st.lists(st.none() | st.floats(0, 1)))
def test_a_line_has_a_gap_where_nothing_is_known(values: list[float | None]) -> None:
    """Each stretch of known values is one stroke, a single one a dot."""
    plot = shares([Series("share", values)], write)
    check(plot)
    stretches = sum(
        value is not None and (place == 0 or values[place - 1] is None) for place, value in enumerate(values)
    )
    assert plot.lines[0].path.count("M") == stretches
    assert plot.width == len(values) * STEP


@example([400.0 * 86_400])
@given(st.lists(st.none() | st.floats(0, 400 * 86_400)))
def test_times_of_all_lengths_are_in_the_plot(values: list[float | None]) -> None:
    """From nothing to over a year, with at least two marks."""
    plot = times([Series("wait", values)], write)
    check(plot)
    assert len(plot.ticks) >= 2


@given(st.floats(0, 1e12), st.sampled_from([0.01, 1.0]))
def test_round_numbers(highest: float, least: float) -> None:
    """The top of a scale is at or above what it shows, and less than twice as high from the least on."""
    top = nice(highest, least)
    assert top >= highest
    assert top >= least
    assert top <= max(least, highest) * 2.0001
