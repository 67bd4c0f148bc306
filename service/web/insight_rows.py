"""The rows of insight: one a day, or one a week where days would be too many to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from service.domain.insight import Figures, figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.domain.insight import Counters

MOST_COLUMNS = 62
"""Days beyond which a chart shows weeks."""


@dataclass(frozen=True, slots=True)
class Row:
    """Some days that are shown as one.

    Attributes:
        first: The first of them.
        figures: What they add up to.
    """

    first: date
    figures: Figures


def rows(days: Sequence[date], counted: Sequence[Counters]) -> list[Row]:
    """Give a row a day, or a row a week that begins on Monday."""
    if not by_week(days):
        return [Row(day, figures([counters])) for day, counters in zip(days, counted, strict=True)]
    return list(_weeks(days, counted))


def by_week(days: Sequence[date]) -> bool:
    """Say whether so many days are shown by the week."""
    return len(days) > MOST_COLUMNS


def _weeks(days: Sequence[date], counted: Sequence[Counters]) -> Iterator[Row]:
    pairs = zip(days, counted, strict=True)
    for _, week in groupby(pairs, key=lambda pair: pair[0] - timedelta(days=pair[0].weekday())):
        some = list(week)
        yield Row(some[0][0], figures([counters for _, counters in some]))
