"""What the counters of some days say: volume, agreement, waiting, work, and what slips through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.decision import Outcome
from service.domain.interval import Share
from service.domain.tally import QUARTER
from service.domain.waits import quantile

if TYPE_CHECKING:
    from collections.abc import Iterable

Counters = Mapping[str, int]
"""A site's counters of one day, by the names that `tally` gives them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What moderators said of comments that the policy flagged by one attribute.

    Attributes:
        code: The reason's code, as in decisions.
        flagged: How many comments of the days the policy flagged or rejected by it.
        overturned: Of those that moderators decided on these days, how many they approved.
    """

    code: str
    flagged: int
    overturned: Share


@dataclass(frozen=True, slots=True)
class Workload:
    """What one moderator did.

    Attributes:
        moderator: The id.
        approved: Comments approved.
        rejected: Comments rejected.
        minutes: Time at work: every quarter of an hour in which at least one decision fell, summed up.
    """

    moderator: str
    approved: int
    rejected: int
    minutes: int

    @property
    def decisions(self) -> int:
        """Count all decisions."""
        return self.approved + self.rejected

    @property
    def an_hour(self) -> float | None:
        """Give the decisions an hour at work; None without any."""
        return self.decisions * 60 / self.minutes if self.minutes else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What some days of one site add up to.

    Attributes:
        came: Comments that came in on these days and were decided by the policy.
        by_policy: How many of them the policy approved, flagged and rejected.
        by_moderators: Comments that moderators approved and rejected on these days.
        overturned: Of the flagged comments that moderators decided, those that they approved.
        slipped: Of the automatically approved comments that were sent to moderators as a sample, those that
            they rejected: what slips through.
        reversed: Of automatically rejected comments that moderators looked at, those that they approved.
        attributes: The same by what the policy flagged for, the most frequent first.
        reasons: How often moderators gave which reason, the most frequent first.
        waits: Times from flag to decision, as a histogram.
        workload: What each moderator did, the busiest first.
    """

    came: int
    by_policy: Mapping[Outcome, int]
    by_moderators: Mapping[Outcome, int]
    overturned: Share
    slipped: Share
    reversed: Share
    attributes: tuple[Judged, ...]
    reasons: tuple[tuple[str, int], ...]
    waits: Mapping[int, int]
    workload: tuple[Workload, ...]

    @property
    def flagged(self) -> Share:
        """Give the share of comments that the policy flagged."""
        return Share(self.by_policy[Outcome.FLAG], self.came)

    @property
    def decided(self) -> int:
        """Count the moderators' decisions."""
        return sum(self.by_moderators.values())

    @property
    def agreed(self) -> Share:
        """Give the share of flags that moderators agreed with: they rejected what was flagged."""
        return Share(self.overturned.whole - self.overturned.part, self.overturned.whole)

    @property
    def median_wait(self) -> float | None:
        """Give the seconds that half of the flagged comments waited at most."""
        return quantile(self.waits, 0.5)

    @property
    def p95_wait(self) -> float | None:
        """Give the seconds that 19 of 20 flagged comments waited at most."""
        return quantile(self.waits, 0.95)


def figures(days: Iterable[Counters]) -> Figures:
    """Add up some days' counters."""
    total = Counter[str]()
    for day in days:
        total.update(_without_hours(day))
    split = _split(total)
    return Figures(
        came=total["came"],
        by_policy={outcome: total[f"policy|{outcome}"] for outcome in Outcome},
        by_moderators={
            outcome: sum(number for key, number in split["moderator"].items() if key[1] == outcome)
            for outcome in (Outcome.APPROVE, Outcome.REJECT)
        },
        overturned=_share(total, "judged|flag", Outcome.APPROVE),
        slipped=_share(total, "sample", Outcome.REJECT),
        reversed=_share(total, "judged|reject", Outcome.APPROVE),
        attributes=_attributes(total, split),
        reasons=tuple(Counter({key[0]: number for key, number in split["given"].items()}).most_common()),
        waits={int(key[0]): number for key, number in split["wait"].items()},
        workload=_workload(split),
    )


def _without_hours(day: Counters) -> Counter[str]:
    """Replace when each moderator was at work by how long: quarters of different days must not be mixed."""
    kept = Counter[str]()
    for field, number in day.items():
        if number > 0:
            kind, _, rest = field.partition("|")
            if kind == "quarter":
                kept[f"minutes|{rest.partition('|')[0]}"] += QUARTER
            else:
                kept[field] += number
    return kept


def _split(total: Counters) -> dict[str, dict[tuple[str, ...], int]]:
    found: dict[str, dict[tuple[str, ...], int]] = {
        kind: {} for kind in ("moderator", "minutes", "given", "wait", "reason", "attribute")
    }
    for field, number in total.items():
        kind, *parts = field.split("|")
        found.setdefault(kind, {})[tuple(parts)] = number
    return found


def _share(total: Counter[str], prefix: str, of: Outcome) -> Share:
    whole = sum(total[f"{prefix}|{outcome}"] for outcome in (Outcome.APPROVE, Outcome.REJECT))
    return Share(total[f"{prefix}|{of}"], whole)


def _attributes(total: Counter[str], split: dict[str, dict[tuple[str, ...], int]]) -> tuple[Judged, ...]:
    codes = {key[0] for key in (*split["reason"], *split["attribute"])}
    found = [
        Judged(code, total[f"reason|{code}"], _share(total, f"attribute|{code}", Outcome.APPROVE))
        for code in codes
    ]
    return tuple(sorted(found, key=lambda each: (-each.flagged, -each.overturned.whole, each.code)))


def _workload(split: dict[str, dict[tuple[str, ...], int]]) -> tuple[Workload, ...]:
    decided = split["moderator"]
    found = [
        Workload(
            name,
            decided.get((name, Outcome.APPROVE), 0),
            decided.get((name, Outcome.REJECT), 0),
            split["minutes"].get((name,), 0),
        )
        for name in {key[0] for key in decided}
    ]
    return tuple(sorted(found, key=lambda each: (-each.decisions, each.moderator)))
