"""Trying a policy on the comments of the last weeks, all at once: arrays in, the domain's words out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from service.domain.preview import (
    BINS,
    MOST_CHANGED,
    PREVIEW_DAYS,
    Cell,
    Changed,
    Day,
    Preview,
    Spread,
    Totals,
    precision,
    recall,
)
from service.domain.score import Attribute
from service.domain.scored import ATTRIBUTES, FINE, SAMPLED, UNSCORED, Verdict, least
from service.domain.tally import day_of
from service.storage import insight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from service.context import Context
    from service.domain.policy import Policy

_ROW = np.dtype(
    [
        ("language", "S2"),
        ("by_policy", "u1"),
        ("by_moderator", "u1"),
        ("marks", "u1"),
        ("scores", "<i2", (len(ATTRIBUTES),)),
    ]
)
_COLUMN = np.array([0, BINS, 0, 2 * BINS], np.int16)
"""Where the steps of a spread begin, by what a moderator said."""
Marks = npt.NDArray[np.bool_]
Verdicts = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some days' comments, a row each.

    Attributes:
        days: Which days, oldest first.
        day: The place of each comment's day among them.
        ids: Each comment's id.
        rows: Verdicts and marks of each.
        scores: In ten-thousandths, a line an attribute.
        judged: Which of them stand for others that nobody judged.
    """

    days: tuple[date, ...]
    day: npt.NDArray[np.int64]
    ids: list[bytes]
    rows: npt.NDArray[Any]
    scores: npt.NDArray[np.int16]
    judged: Marks


def preview(context: Context, site: str, in_force: Policy, candidate: Policy) -> Preview:
    """Try a candidate on the site's last days, beside the policy in force."""
    today = day_of(context.now(), ZoneInfo(context.settings.time_zone))
    days = tuple(today - timedelta(days=back) for back in reversed(range(PREVIEW_DAYS)))
    return compare(gather(days, insight.read_scored(context.redis, site, days)), in_force, candidate)


def gather(days: tuple[date, ...], kept: Iterable[tuple[Sequence[bytes], Sequence[bytes]]]) -> Sheet:
    """Put the days' comments, as they are kept, into one sheet."""
    ids: list[bytes] = []
    packed: list[bytes] = []
    counts = []
    for some_ids, some_packed in kept:
        ids += some_ids
        packed += some_packed
        counts.append(len(some_ids))
    rows = np.frombuffer(b"".join(packed), _ROW)
    scores = np.ascontiguousarray(rows["scores"].T)
    return Sheet(days, np.repeat(np.arange(len(days)), counts), ids, rows, scores, _judged(rows))


def compare(sheet: Sheet, in_force: Policy, candidate: Policy) -> Preview:
    """Try two policies on a sheet."""
    now, then = verdicts(sheet, in_force), verdicts(sheet, candidate)
    judged = sheet.judged
    approved = sheet.rows["by_policy"] == Verdict.APPROVE
    stricter, milder = then > now, then < now
    return Preview(
        days=_days(sheet, now, then),
        now=_totals(sheet, in_force, now),
        then=_totals(sheet, candidate, then),
        stricter=int(stricter.sum()),
        milder=int(milder.sum()),
        changed_stricter=_changed(sheet, now, then, stricter),
        changed_milder=_changed(sheet, now, then, milder),
        judged_flagged=int((judged & (sheet.rows["by_policy"] == Verdict.FLAG)).sum()),
        judged_sample=int((judged & approved).sum()),
        spreads=_spreads(sheet),
    )


def verdicts(sheet: Sheet, policy: Policy) -> Verdicts:
    """Give what a policy does with each comment."""
    found = np.full(len(sheet.ids), Verdict.APPROVE, np.uint8)
    for outcome, thresholds in ((Verdict.FLAG, policy.flag), (Verdict.REJECT, policy.reject)):
        for attribute in thresholds:
            found[_reached(sheet, attribute, thresholds)] = outcome
    found[(sheet.rows["marks"] & UNSCORED) > 0] = Verdict.FLAG
    return found


def _reached(sheet: Sheet, attribute: str, thresholds: Mapping[str, float]) -> Marks:
    """Mark the comments that reach a threshold. An absent score is below 0, and so below any."""
    scores = sheet.scores[ATTRIBUTES.index(Attribute(attribute))]
    scored = (sheet.rows["marks"] & UNSCORED) == 0
    reached: Marks = scored & (scores >= max(0, least(thresholds[attribute])))
    return reached


def _judged(rows: npt.NDArray[Any]) -> Marks:
    """Mark the comments whose judgement stands for others': flagged ones, and of approved ones the sample.

    An approved comment that somebody came upon was not chosen by chance, and says nothing of the rest.
    """
    by_policy = rows["by_policy"]
    chosen = (by_policy == Verdict.FLAG) | ((by_policy == Verdict.APPROVE) & ((rows["marks"] & SAMPLED) > 0))
    judged: Marks = chosen & (rows["by_moderator"] != Verdict.NONE)
    return judged


def _totals(sheet: Sheet, policy: Policy, found: Verdicts) -> Totals:
    stopped = _cells(sheet, found != Verdict.APPROVE)
    passed = _cells(sheet, found == Verdict.APPROVE)
    return Totals(
        flagged=int((found == Verdict.FLAG).sum()),
        rejected=int((found == Verdict.REJECT).sum()),
        by_attribute={
            attribute: int(_reached(sheet, attribute, policy.flag).sum())
            for attribute in ATTRIBUTES
            if attribute in policy.flag
        },
        precision=precision(stopped),
        recall=recall(stopped, passed),
    )


def _cells(sheet: Sheet, chosen: Marks) -> list[Cell]:
    """Part the chosen comments by what the policy of their day did with them."""
    judged, cells = sheet.judged, []
    for fate in (Verdict.FLAG, Verdict.APPROVE):
        within = chosen & (sheet.rows["by_policy"] == fate)
        bad = within & judged & (sheet.rows["by_moderator"] == Verdict.REJECT)
        cells.append(Cell(int(within.sum()), int((within & judged).sum()), int(bad.sum())))
    return cells


def _days(sheet: Sheet, now: Verdicts, then: Verdicts) -> tuple[Day, ...]:
    def count(chosen: Marks | None = None) -> list[int]:
        places = sheet.day if chosen is None else sheet.day[chosen]
        return [int(number) for number in np.bincount(places, minlength=len(sheet.days))]

    columns = (
        count(),
        count(now == Verdict.FLAG),
        count(then == Verdict.FLAG),
        count(now == Verdict.REJECT),
        count(then == Verdict.REJECT),
    )
    return tuple(Day(day, *numbers) for day, *numbers in zip(sheet.days, *columns, strict=True))


def _spreads(sheet: Sheet) -> dict[str, Spread]:
    spreads = {}
    columns = _COLUMN[sheet.rows["by_moderator"]]
    for scores, attribute in zip(sheet.scores, ATTRIBUTES, strict=True):
        there = scores >= 0
        if there.any():
            steps = np.minimum(scores // (FINE // BINS), BINS - 1)
            counts = np.bincount((columns + steps)[there], minlength=3 * BINS).reshape(3, BINS)
            spreads[str(attribute)] = Spread(*(tuple(map(int, each)) for each in counts))
    return spreads


def _changed(sheet: Sheet, now: Verdicts, then: Verdicts, chosen: Marks) -> tuple[Changed, ...]:
    places = [int(place) for place in np.flatnonzero(chosen)]
    newest = sorted(places, key=lambda place: sheet.ids[place], reverse=True)[:MOST_CHANGED]
    return tuple(
        Changed(
            id=sheet.ids[place].decode(),
            now=Verdict(now[place]),
            then=Verdict(then[place]),
            by_moderator=Verdict(sheet.rows["by_moderator"][place]),
            scores={
                str(attribute): int(score) / FINE
                for attribute, score in zip(ATTRIBUTES, sheet.scores[:, place], strict=True)
                if score >= 0
            },
        )
        for place in newest
    )
