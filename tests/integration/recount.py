"""Counting a site's days over again from the audit log, to hold it against the counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.audit import Action, AuditEntry
from service.domain.policy import picks
from service.domain.waits import bucket
from service.storage import audit_log, policies
from tests.conftest import SITE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from service.context import Context

BY_POLICY = {Action.SCREENED, Action.RESCORED}
BY_MODERATORS = {Action.REVIEWED, Action.REVERSED}


@dataclass
class _Story:
    """What the log last said of one comment."""

    policy: AuditEntry | None = None
    moderators: list[AuditEntry] = field(default_factory=list)

    def go_on(self, entry: AuditEntry) -> None:
        if entry.action in BY_POLICY:
            self.policy = entry
        elif entry.action in BY_MODERATORS:
            self.moderators.append(entry)
        elif entry.action is Action.REOPENED:
            self.moderators.pop()
        elif entry.action is Action.REPLAYED:
            self.policy, self.moderators = None, []


@dataclass
class Recount:
    """Counters by day, as the log has them."""

    zone: ZoneInfo
    days: dict[date, Counter[str]] = field(default_factory=dict)

    def add(self, story: _Story, came: datetime, *, is_sampled: bool) -> None:
        """Count one comment's story."""
        if story.policy:
            at = came.astimezone(self.zone).date()
            self._note(at, "came", f"policy|{story.policy.outcome}")
            self._note(at, *(f"reason|{code}" for code in story.policy.reasons))
        for each in story.moderators:
            self._worked(each)
        if story.moderators and story.policy:
            self._judged(story.policy, story.moderators, is_sampled=is_sampled)

    def _worked(self, entry: AuditEntry) -> None:
        local = entry.at.astimezone(self.zone)
        self._note(
            local.date(),
            f"moderator|{entry.actor}|{entry.outcome}",
            f"quarter|{entry.actor}|{local.hour * 4 + local.minute // 15}",
            *(f"given|{code}" for code in entry.reasons),
        )

    def _judged(self, policy: AuditEntry, moderators: list[AuditEntry], *, is_sampled: bool) -> None:
        first, last = moderators[0].at.astimezone(self.zone), moderators[-1].at.astimezone(self.zone)
        said = moderators[-1].outcome
        self._note(last.date(), f"judged|{policy.outcome}|{said}")
        if policy.outcome == "flag":
            self._note(first.date(), f"wait|{bucket((first - policy.at).total_seconds())}")
            self._note(last.date(), *(f"attribute|{code}|{said}" for code in policy.reasons))
        if is_sampled and policy.outcome == "approve":
            self._note(last.date(), f"sample|{said}")

    def _note(self, day: date, *fields: str) -> None:
        self.days.setdefault(day, Counter()).update(fields)


def recount(context: Context, zone: ZoneInfo, came: Mapping[str, datetime]) -> dict[date, dict[str, int]]:
    """Count from the audit log alone, but for when each comment came, which it does not say."""
    stories: dict[str, _Story] = {}
    policy = policies.in_force(context.redis, [SITE])[SITE]
    for _, entry in reversed(audit_log.page(context.redis, SITE, None, 100_000)):
        if entry.comment:
            stories.setdefault(entry.comment, _Story()).go_on(entry)
    counted = Recount(zone)
    for comment_id, story in stories.items():
        counted.add(story, came[comment_id], is_sampled=picks(policy, comment_id))
    return {day: dict(counts) for day, counts in counted.days.items()}
