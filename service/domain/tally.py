"""What one comment adds to the counters of its site's days: a pure function of how it stands.

A change is counted as what it stands for now less what it stood for before. So a decision that is taken
back, replaced or reversed is counted back by itself, and the counters are at every moment the sum over all
comments that ever were.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from service.domain.decision import DecidedBy, Outcome
from service.domain.waits import bucket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime, tzinfo

    from service.domain.comment import Comment
    from service.domain.decision import Decision

QUARTER = 15
"""Minutes: how finely it is counted when a moderator was at work."""
OTHER = "other"
"""The reason under which a moderator's own words are counted: a counter's name is no place for them."""
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Count(NamedTuple):
    """The name of a counter.

    Attributes:
        site: Whose.
        day: Of which day there.
        field: What is counted, its parts separated by `|`.
    """

    site: str
    day: date
    field: str


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Give the day of a moment, as the calendar on the newsroom's wall has it."""
    return moment.astimezone(zone).date()


def tally(comment: Comment, zone: tzinfo) -> Counter[Count]:
    """Give what a comment adds to the counters, as it stands.

    What the policy said is counted on the comment's own day, what a moderator said on the day of saying it:
    the first asks how a day's comments were, the second what work a day brought.
    """
    counts = Counter[Count]()
    for moment, fields in _moments(comment, zone):
        day = day_of(moment, zone)
        counts.update(Count(comment.site, day, field) for field in fields)
    return counts


def change(before: Iterable[Comment], after: Iterable[Comment], zone: tzinfo) -> Counter[Count]:
    """Give by how much each counter changes when comments change; negative where it falls."""
    counts = Counter[Count]()
    for comment in after:
        counts.update(tally(comment, zone))
    for comment in before:
        counts.subtract(tally(comment, zone))
    return Counter({count: number for count, number in counts.items() if number})


def policys_decision(comment: Comment) -> Decision | None:
    """Give what the policy decided, be it in force or overruled; None of a pending comment."""
    decision = comment.overruled or comment.decision
    return decision if decision and decision.decided_by is DecidedBy.POLICY else None


def moderators_decisions(comment: Comment) -> list[Decision]:
    """Give what moderators decided, in order; the last one is in force, and turned those before."""
    decisions = (*comment.turned, comment.decision)
    return [each for each in decisions if each and each.decided_by is DecidedBy.MODERATOR]


def _moments(comment: Comment, zone: tzinfo) -> Iterator[tuple[datetime, list[str]]]:
    """Give what is to be counted, each with the moment that says on which day."""
    policys, moderators = policys_decision(comment), moderators_decisions(comment)
    if policys is not None:
        yield comment.created_at, _of_policy(policys)
    for decision in moderators:
        yield decision.decided_at, _of_work(decision, zone)
    if policys is not None and moderators:
        yield moderators[-1].decided_at, _of_judgement(comment, policys, moderators[-1])
        if policys.outcome is Outcome.FLAG:
            wait = (moderators[0].decided_at - policys.decided_at).total_seconds()
            yield moderators[0].decided_at, [f"wait|{bucket(wait)}"]


def _of_policy(decision: Decision) -> list[str]:
    return [
        "came",
        f"policy|{decision.outcome}",
        *(f"reason|{code}" for code in {reason.code for reason in decision.reasons}),
    ]


def _of_work(decision: Decision, zone: tzinfo) -> list[str]:
    """Count each decision: one that was turned later was work all the same."""
    local = decision.decided_at.astimezone(zone)
    return [
        f"moderator|{decision.moderator}|{decision.outcome}",
        f"quarter|{decision.moderator}|{(local.hour * 60 + local.minute) // QUARTER}",
        *(f"given|{_code(reason.code)}" for reason in decision.reasons),
    ]


def _of_judgement(comment: Comment, policys: Decision, last: Decision) -> list[str]:
    """Count what people said in the end of what the policy said."""
    fields = [f"judged|{policys.outcome}|{last.outcome}"]
    if policys.outcome is Outcome.FLAG:
        fields += [f"attribute|{code}|{last.outcome}" for code in {reason.code for reason in policys.reasons}]
    if comment.sampled:
        fields.append(f"sample|{last.outcome}")
    return fields


def _code(reason: str) -> str:
    return reason if _CODE.fullmatch(reason) else OTHER
