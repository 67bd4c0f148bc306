"""The charts of insight: which numbers each shows, and what it says to those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.decision import Outcome
from service.web.charts import Plot, Series, shares, stacked, times

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.web.formats import Formats
    from service.web.insight_rows import Row
    from service.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart with everything that is written about it.

    Attributes:
        name: Its name among the texts, and in the page.
        plot: What is drawn.
        summary: What it shows at its highest, for those who cannot see it.
        ends: What stands below: the first, the middle and the last column.
        legend: Each kind with its name.
        head: The head of the table that says the same.
        table: Its rows.
    """

    name: str
    plot: Plot
    summary: str
    ends: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]


def charts(rows: Sequence[Row], t: Texts, formats: Formats, *, weekly: bool) -> list[Chart]:
    """Draw what happened over time."""
    drawing = _Drawing(rows, t, formats, weekly)
    policy, people = (Outcome.APPROVE, Outcome.FLAG, Outcome.REJECT), (Outcome.APPROVE, Outcome.REJECT)
    return [
        drawing.counts(
            "volume", [Series(each, [row.figures.by_policy[each] for row in rows]) for each in policy]
        ),
        drawing.share("share", Series("flag", [row.figures.flagged.value for row in rows])),
        drawing.counts(
            "work", [Series(each, [row.figures.by_moderators[each] for row in rows]) for each in people]
        ),
        drawing.waits(
            "waits",
            [
                Series("median", [row.figures.median_wait for row in rows]),
                Series("p95", [row.figures.p95_wait for row in rows]),
            ],
        ),
    ]


class _Drawing:
    """Draws charts of the same columns."""

    def __init__(self, rows: Sequence[Row], t: Texts, formats: Formats, weekly: bool) -> None:
        self._t, self._formats = t, formats
        self._labels = [formats.short_day(row.first) for row in rows]
        self._days = [formats.day(row.first) for row in rows]
        self._column = t("insight.week") if weekly else t("insight.day")

    def counts(self, name: str, series: Sequence[Series]) -> Chart:
        """Draw counts as columns of pieces on top of each other."""
        return self._chart(
            name, stacked(series, self._labels, self._formats.number), series, self._formats.number
        )

    def share(self, name: str, series: Series) -> Chart:
        """Draw a share as a line."""

        def write(share: float) -> str:
            return self._formats.percent(share, 1)

        return self._chart(name, shares([series], self._formats.percent), [series], write)

    def waits(self, name: str, series: Sequence[Series]) -> Chart:
        """Draw times as lines."""
        return self._chart(name, times(series, self._formats.span), series, self._formats.span)

    def _chart(self, name: str, plot: Plot, series: Sequence[Series], write: Callable[[float], str]) -> Chart:
        several = series if len(series) > 1 else ()
        legend = tuple((each.kind, self._t(f"insight.{name}_{each.kind}")) for each in several)
        named = [kind for _, kind in legend] or [self._t(f"insight.{name}")]
        none = self._t("insight.none")
        return Chart(
            name,
            plot,
            self._summary(series, write),
            tuple(dict.fromkeys(self._labels[place] for place in (0, len(self._labels) // 2, -1))),
            legend,
            (self._column, *named),
            tuple(
                (day, *(none if value is None else write(value) for value in column))
                for day, *column in zip(self._days, *(each.values for each in series), strict=True)
            ),
        )

    def _summary(self, series: Sequence[Series], write: Callable[[float], str]) -> str:
        """Say when the last kind, or what lies on top of each other, was highest."""
        sums = [
            sum(value or 0 for value in column)
            for column in zip(*(each.values for each in series), strict=True)
        ]
        highest = max(range(len(sums)), key=sums.__getitem__)
        return self._t("insight.peak", number=write(sums[highest]), day=self._days[highest])
