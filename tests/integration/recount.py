"""Counting a site's days over again from the audit log, to hold it against the counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.audit import Action, AuditEntry
from service.domain.waits import bucket
from service.storage import audit_log
from tests.conftest import SITE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from service.context import Context

BY_POLICY = {Action.SCREENED, Action.RESCORED}
TAKEN_BACK = {Action.REOPENED}


@dataclass
class _Story:
    """What the log last said of one comment."""

    policy: AuditEntry | None = None
    moderator: AuditEntry | None = None

    def go_on(self, entry: AuditEntry) -> None:
        if entry.action in BY_POLICY:
            self.policy = entry
        elif entry.action is Action.REVIEWED:
            self.moderator = entry
        elif entry.action in TAKEN_BACK:
            self.moderator = None
        elif entry.action is Action.REPLAYED:
            self.policy = self.moderator = None


@dataclass
class Recount:
    """Counters by day, as the log has them."""

    zone: ZoneInfo
    days: dict[date, Counter[str]] = field(default_factory=dict)

    def add(self, story: _Story, came: datetime) -> None:
        """Count one comment's story."""
        if story.policy:
            at = came.astimezone(self.zone).date()
            self._note(at, "came", f"policy|{story.policy.outcome}")
            self._note(at, *(f"reason|{code}" for code in story.policy.reasons))
        if story.moderator and story.policy:
            self._judged(story.policy, story.moderator)

    def _judged(self, policy: AuditEntry, moderator: AuditEntry) -> None:
        local = moderator.at.astimezone(self.zone)
        quarter = local.hour * 4 + local.minute // 15
        self._note(
            local.date(),
            f"judged|{policy.outcome}|{moderator.outcome}",
            f"moderator|{moderator.actor}|{moderator.outcome}",
            f"quarter|{moderator.actor}|{quarter}",
            *(f"given|{code}" for code in moderator.reasons),
        )
        if policy.outcome == "flag":
            self._note(local.date(), f"wait|{bucket((moderator.at - policy.at).total_seconds())}")
            self._note(local.date(), *(f"attribute|{code}|{moderator.outcome}" for code in policy.reasons))

    def _note(self, day: date, *fields: str) -> None:
        self.days.setdefault(day, Counter()).update(fields)


def recount(context: Context, zone: ZoneInfo, came: Mapping[str, datetime]) -> dict[date, dict[str, int]]:
    """Count from the audit log alone, but for when each comment came, which it does not say."""
    stories: dict[str, _Story] = {}
    for _, entry in reversed(audit_log.page(context.redis, SITE, None, 100_000)):
        if entry.comment:
            stories.setdefault(entry.comment, _Story()).go_on(entry)
    counted = Recount(zone)
    for comment_id, story in stories.items():
        counted.add(story, came[comment_id])
    return {day: dict(counts) for day, counts in counted.days.items()}
