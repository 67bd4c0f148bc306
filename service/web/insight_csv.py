"""Insight as CSV (RFC 4180): a row a day and thing, numbers as machines read them."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from service.api.problems import NotFound
from service.domain.decision import Outcome
from service.domain.insight import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from service.domain.insight import Counters, Figures
    from service.web.period import Period

    Rows = Iterator[tuple[object, ...]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - spreadsheets take these too
"""What a text must not begin with: a spreadsheet would run it as a formula."""


def _days(day: Figures, _: Mapping[str, str]) -> Rows:
    yield (
        day.came,
        *(day.by_policy[outcome] for outcome in (Outcome.APPROVE, Outcome.FLAG, Outcome.REJECT)),
        *(day.by_moderators[outcome] for outcome in (Outcome.APPROVE, Outcome.REJECT)),
        day.overturned.whole,
        day.overturned.part,
        day.slipped.whole,
        day.slipped.part,
        _seconds(day.median_wait),
        _seconds(day.p95_wait),
    )


def _attributes(day: Figures, _: Mapping[str, str]) -> Rows:
    for each in day.attributes:
        yield each.code, each.flagged, each.overturned.whole, each.overturned.part


def _reasons(day: Figures, _: Mapping[str, str]) -> Rows:
    yield from day.reasons


def _moderators(day: Figures, names: Mapping[str, str]) -> Rows:
    for each in day.workload:
        yield each.moderator, names.get(each.moderator, ""), each.approved, each.rejected, each.minutes


TABLES: dict[str, tuple[tuple[str, ...], Callable[[Figures, Mapping[str, str]], Rows]]] = {
    "days": (
        (
            "comments",
            "approved_by_policy",
            "flagged_by_policy",
            "rejected_by_policy",
            "approved_by_moderators",
            "rejected_by_moderators",
            "flags_decided",
            "flags_overturned",
            "samples_checked",
            "samples_rejected",
            "wait_median_seconds",
            "wait_p95_seconds",
        ),
        _days,
    ),
    "attributes": (("reason", "flagged", "decided", "overturned"), _attributes),
    "reasons": (("reason", "given"), _reasons),
    "moderators": (("moderator", "name", "approved", "rejected", "minutes"), _moderators),
}
"""Each table with its columns, after `day` and `site`."""


def write_csv(
    table: str, period: Period, days: Sequence[Counters], names: Mapping[str, str]
) -> tuple[str, str]:
    """Write a table; give the name for its file and its text.

    Raises:
        NotFound: There is no such table.
    """
    if table not in TABLES:
        raise NotFound
    columns, rows_of = TABLES[table]
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("day", "site", *columns))
    for day, counters in zip(period.days, days, strict=True):
        for row in rows_of(figures([counters]), names):
            writer.writerow((day.isoformat(), period.site, *map(_safe, row)))
    return f"{table}-{period.site}-{period.first}-{period.last}.csv", text.getvalue()


def _seconds(seconds: float | None) -> int | str:
    return "" if seconds is None else round(seconds)


def _safe(cell: object) -> object:
    """Keep a spreadsheet from running a text as a formula: an apostrophe before it says that it is text."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_FORMULA) else cell
