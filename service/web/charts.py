"""Charts: numbers become the places of bars and lines. A template draws them as SVG, without script.

A plot is stretched to the width there is, so it holds shapes only; what is to be read stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HEIGHT = 100.0
"""How high every plot is, in its own units."""
STEP = 10.0
"""How wide a column is, gap included, in the same."""
_GAP = 2.0
_TIMES = (1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000, 34_560_000)
"""Seconds that a scale of times may be marked at."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of a column.

    Attributes:
        kind: What it shows; also how it is coloured.
        label: What it says when it is pointed at.
        x: Its left edge.
        y: Its upper edge.
        width: How wide.
        height: How high.
    """

    kind: str
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as the `d` of an SVG path; days without a value leave a gap."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the scale: its height in the plot, and what it says."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart, but for its words.

    Attributes:
        width: In its own units.
        bars: What it shows as columns.
        lines: What it shows as lines.
        ticks: Its scale, from the lowest.
    """

    width: float
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one kind, one a column; None where there is nothing to show."""

    kind: str
    values: Sequence[float | None]


def stacked(series: Sequence[Series], labels: Sequence[str], write: Callable[[float], str]) -> Plot:
    """Put kinds on top of each other, the first one lowest.

    Args:
        series: What to show.
        labels: What each column is, for pointing at it.
        write: How a number of the scale is written.
    """
    sums = [
        sum(value or 0 for value in column) for column in zip(*(each.values for each in series), strict=True)
    ]
    top = nice(max(sums, default=0))
    bars = []
    for place, label in enumerate(labels):
        y = HEIGHT
        for each in series:
            value = each.values[place] or 0
            height = HEIGHT * value / top
            y -= height
            if value:
                said = f"{label}: {write(value)}"
                bars.append(Bar(each.kind, said, place * STEP + _GAP / 2, y, STEP - _GAP, height))
    return Plot(len(labels) * STEP, bars=tuple(bars), ticks=_even(top, write))


def beside(series: Sequence[Series], labels: Sequence[str], write: Callable[[float], str]) -> Plot:
    """Put kinds beside each other in each column."""
    top = nice(max((value or 0 for each in series for value in each.values), default=0))
    wide = (STEP - _GAP) / len(series)
    bars = [
        Bar(
            each.kind,
            f"{label}: {write(value)}",
            place * STEP + _GAP / 2 + number * wide,
            HEIGHT - HEIGHT * value / top,
            wide,
            HEIGHT * value / top,
        )
        for place, label in enumerate(labels)
        for number, each in enumerate(series)
        if (value := each.values[place])
    ]
    return Plot(len(labels) * STEP, bars=tuple(bars), ticks=_even(top, write))


def shares(series: Sequence[Series], write: Callable[[float], str]) -> Plot:
    """Draw shares, 0 to 1, as lines on an even scale from 0."""
    columns = max((len(each.values) for each in series), default=0)
    top = nice(max((value or 0 for each in series for value in each.values), default=0), least=0.01)
    found = tuple(
        Line(each.kind, _path(each, lambda value: HEIGHT - HEIGHT * value / top)) for each in series
    )
    return Plot(columns * STEP, lines=found, ticks=_even(top, write, whole=False))


def times(series: Sequence[Series], write: Callable[[float], str]) -> Plot:
    """Draw times on a scale on which each step is some times the one before: seconds and days on one plot."""
    columns = max((len(each.values) for each in series), default=0)
    every = [max(1.0, value) for each in series for value in each.values if value is not None]
    low = max((mark for mark in _TIMES[:-1] if mark <= min(every, default=60)), default=1)
    high = min(
        (mark for mark in _TIMES if mark >= max(every, default=3_600) and mark > low), default=_TIMES[-1]
    )

    def place(value: float) -> float:
        return HEIGHT - HEIGHT * log10(max(value, 1) / low) / log10(high / low)

    marks = tuple(Tick(place(mark), write(mark)) for mark in _TIMES if low <= mark <= high)
    return Plot(
        columns * STEP, lines=tuple(Line(each.kind, _path(each, place)) for each in series), ticks=marks
    )


def nice(highest: float, least: float = 1.0) -> float:
    """Give the round number at or above: one digit and noughts, and not less than the least."""
    if highest <= least:
        return least
    unit = 10.0 ** floor(log10(highest))
    return next((step * unit for step in (1, 2, 3, 4, 5, 6, 8) if step * unit >= highest), 10 * unit)


def _even(top: float, write: Callable[[float], str], *, whole: bool = True) -> tuple[Tick, ...]:
    """Mark the bottom, the middle and the top; of counts, whole numbers only."""
    marks = [0.0, top] if whole and top % 2 else [0.0, top / 2, top]
    return tuple(Tick(HEIGHT - HEIGHT * mark / top, write(mark)) for mark in marks)


def _path(series: Series, place: Callable[[float], float]) -> str:
    """Write a line; a value between two gaps becomes a dot."""
    parts, drawing = [], False
    for number, value in enumerate(series.values):
        if value is None:
            drawing = False
            continue
        x, y = number * STEP + STEP / 2, place(value)
        parts.append(f"{'L' if drawing else 'M'}{x:g} {y:.2f}")
        if not drawing:
            parts.append("h0.01")
        drawing = True
    return "".join(parts)
