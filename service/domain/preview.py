"""What a policy would have done to the comments of the last weeks, and how right that would have been.

Moderators judge what was flagged, and of what was approved only a sample. So each estimate is put together
of cells: comments that had the same fate, of which some were judged. The judged ones of a cell stand for all
of it. Comments that the policy rejected nobody judged; they are left out of precision and recall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from service.domain.interval import wilson
from service.domain.scored import ATTRIBUTES, UNSCORED, Scored, Verdict, least

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.policy import Policy

PREVIEW_DAYS = 30
"""Days that a policy is tried on, today included."""
BINS = 50
"""Steps from 0 to 1 in which the spread of scores is shown."""
MOST_CHANGED = 50
"""Comments that are named of those that would change, in each direction."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Comments that had the same fate.

    Attributes:
        comments: How many.
        judged: How many of them moderators judged.
        bad: How many of those they rejected.
    """

    comments: int
    judged: int
    bad: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share that is known by some judged comments.

    Attributes:
        middle: The likeliest value, 0 to 1; None where of some comments that go into it none was judged.
        low: With the next, where the true share lies in at least 95 of 100 such cases.
        high: The interval's other end.
        judged: How many judged comments it rests on.
    """

    middle: float | None
    low: float
    high: float
    judged: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What one policy does to the comments.

    Attributes:
        flagged: How many it flags.
        rejected: How many it rejects.
        by_attribute: How many reach each attribute's threshold for flagging; a comment may reach several.
        precision: Of what it would stop, the share that moderators would reject.
        recall: Of what moderators would reject, the share that it would stop.
    """

    flagged: int
    rejected: int
    by_attribute: dict[str, int]
    precision: Estimate | None
    recall: Estimate | None


@dataclass(frozen=True, slots=True)
class Day:
    """One day under both policies.

    Attributes:
        day: Which.
        came: Comments that came.
        now: How many the policy in force flags.
        then: How many the candidate would flag.
        now_rejected: How many the policy in force rejects.
        then_rejected: How many the candidate would reject.
    """

    day: date
    came: int
    now: int
    then: int
    now_rejected: int
    then_rejected: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A comment that the candidate would treat otherwise.

    Attributes:
        id: The comment's.
        now: What the policy in force does with it.
        then: What the candidate would do.
        by_moderator: What a moderator decided, or nothing.
        scores: 0 to 1, by attribute.
    """

    id: str
    now: Verdict
    then: Verdict
    by_moderator: Verdict
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class Spread:
    """How one attribute's scores are spread, in `BINS` equal steps from 0 to 1.

    Attributes:
        unjudged: Comments in each step that no moderator judged.
        approved: Those that moderators approved.
        rejected: Those that moderators rejected.
    """

    unjudged: tuple[int, ...]
    approved: tuple[int, ...]
    rejected: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The policy in force and a candidate, side by side on the same comments.

    Attributes:
        days: Each day, oldest first.
        now: What the policy in force does.
        then: What the candidate would do.
        stricter: How many comments it would treat more strictly.
        milder: How many more mildly.
        changed_stricter: The newest of the former.
        changed_milder: The newest of the latter.
        judged_flagged: Flagged comments that moderators judged.
        judged_sample: Automatically approved comments that moderators judged as a sample.
        spreads: How the scores of each attribute are spread, of those attributes that have any.
    """

    days: tuple[Day, ...]
    now: Totals
    then: Totals
    stricter: int
    milder: int
    changed_stricter: tuple[Changed, ...]
    changed_milder: tuple[Changed, ...]
    judged_flagged: int
    judged_sample: int
    spreads: dict[str, Spread]

    @property
    def came(self) -> int:
        """Count the comments that the policies were tried on."""
        return sum(day.came for day in self.days)

    @property
    def days_with_comments(self) -> int:
        """Count the days on which comments came: a mean over the days before the first one says nothing."""
        return sum(day.came > 0 for day in self.days)


def verdict(comment: Scored, policy: Policy) -> Verdict:
    """Give what a policy does with a comment, by what is kept of it."""
    if comment.marks & UNSCORED:
        return Verdict.FLAG
    for outcome, thresholds in ((Verdict.REJECT, policy.reject), (Verdict.FLAG, policy.flag)):
        pairs = zip(ATTRIBUTES, comment.scores, strict=True)
        if any(
            score >= least(thresholds[each]) for each, score in pairs if each in thresholds and score >= 0
        ):
            return outcome
    return Verdict.APPROVE


def precision(stopped: Sequence[Cell]) -> Estimate | None:
    """Estimate the share of bad comments among those stopped; None where nothing is stopped."""
    total = sum(cell.comments for cell in stopped)
    if not total:
        return None
    low, middle, high = _bad(stopped)
    judged = sum(cell.judged for cell in stopped)
    return Estimate(None if middle is None else middle / total, low / total, high / total, judged)


def recall(stopped: Sequence[Cell], passed: Sequence[Cell]) -> Estimate | None:
    """Estimate the share stopped among bad comments; None where nothing came."""
    if not any(cell.comments for cell in (*stopped, *passed)):
        return None
    found, missed = _bad(stopped), _bad(passed)
    both_known = found[1] is not None and missed[1] is not None
    return Estimate(
        middle=_part(found[1] or 0.0, missed[1] or 0.0) if both_known else None,
        low=_part(found[0], missed[2]) or 0.0,
        high=1.0 if (high := _part(found[2], missed[0])) is None else high,
        judged=sum(cell.judged for cell in (*stopped, *passed)),
    )


def _bad(cells: Sequence[Cell]) -> tuple[float, float | None, float]:
    """Give how many bad comments cells hold: at least, likeliest, at most."""
    filled = [cell for cell in cells if cell.comments]
    ends = [(cell.comments, wilson(cell.bad, cell.judged)) for cell in filled]
    known = all(cell.judged for cell in filled)
    middle = sum(cell.comments * cell.bad / cell.judged for cell in filled) if known else None
    return sum(many * low for many, (low, _) in ends), middle, sum(many * high for many, (_, high) in ends)


def _part(one: float, other: float) -> float | None:
    return one / (one + other) if one + other else None
