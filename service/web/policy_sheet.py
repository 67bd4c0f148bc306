"""What the policy page shows, read at once: the versions, the preview, and the comments that would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.insight import figures
from service.domain.policy import Policy
from service.domain.preview import PREVIEW_DAYS, Changed, Preview
from service.domain.tally import day_of
from service.preview import preview
from service.reading import read
from service.storage import comments, insight, moderators, policies, sites
from service.web.charts import Series, beside
from service.web.formats import Formats
from service.web.policy_form import PolicyForm, form_of
from service.web.policy_rows import Difference, ThresholdRow, compare_policies, threshold_rows
from service.web.shown import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.api.messages import Language
    from service.context import Context
    from service.web.charts import Plot

_NO_POLICY = Policy(0, {})
_EXCERPT = 160
"""Characters of a comment that are shown in the list."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment that would change, with the beginning of its text; None where it was erased meanwhile."""

    changed: Changed
    text: str | None


@dataclass(frozen=True, slots=True)
class PolicySheet:
    """Everything on the page.

    Attributes:
        site: The site's id.
        site_names: What sites are called, by id.
        names: What moderators are called, by id.
        versions: The site's policies, newest first.
        in_force: The newest of them.
        base: The version from which the form began, where another is in force since.
        form: What is typed.
        preview: What both policies do.
        stricter: Comments that would be treated more strictly.
        milder: Comments that would be treated more mildly.
        an_hour: Decisions an hour at work in the same days, if there were any.
        time_zone: The newsroom's.
    """

    site: str
    site_names: dict[str, str]
    names: dict[str, str]
    versions: tuple[Policy, ...]
    in_force: Policy
    base: Policy | None
    form: PolicyForm
    preview: Preview
    stricter: tuple[Shown, ...]
    milder: tuple[Shown, ...]
    an_hour: float | None
    time_zone: str

    @property
    def rows(self) -> list[ThresholdRow]:
        """Give the thresholds."""
        return threshold_rows(self.form, self.in_force, self.preview)

    @property
    def is_same(self) -> bool:
        """Say whether the form has the thresholds in force."""
        policy, in_force = self.form.policy, self.in_force
        return policy is not None and (policy.flag, policy.reject) == (in_force.flag, in_force.reject)

    @property
    def samples_a_day(self) -> float:
        """Give how many comments a day the form would have people look at, of those it approves."""
        then, sample = self.preview.then, self.form.policy.sample if self.form.policy else 0
        return self.a_day(self.preview.came - then.flagged - then.rejected) * sample

    @property
    def differences(self) -> list[Difference]:
        """Put the version that the form began from, the one in force and what is typed side by side."""
        mine = [self.form.policy] if self.form.policy else []
        compared = compare_policies([self.base or self.in_force, self.in_force, *mine])
        return [each for each in compared if each.differs]

    def a_day(self, number: int) -> float:
        """Give the mean of a day on which comments came."""
        return number / max(1, self.preview.days_with_comments)

    @property
    def fullest_day(self) -> int:
        """Give how many the form would hold on the fullest day."""
        return max((day.then for day in self.preview.days), default=0)

    def chart(self, language: Language) -> Plot:
        """Draw how many comments each policy holds a day."""
        formats = Formats(language, self.time_zone)
        days = self.preview.days
        series = [Series("now", [day.now for day in days]), Series("then", [day.then for day in days])]
        return beside(series, [formats.short_day(day.day) for day in days], formats.number)


def read_sheet(context: Context, site: str, form: PolicyForm | None, expected: int | None) -> PolicySheet:
    """Read all that the page needs.

    Args:
        context: What to read with.
        site: The site's id.
        form: What was typed; None for the policy in force.
        expected: The version from which the form began.
    """
    versions = policies.every(context.redis, site)
    in_force = versions[-1] if versions else _NO_POLICY
    filled = form or form_of(in_force)
    found = preview(context, site, in_force, filled.policy or in_force)
    began = next((each for each in versions if each.version == expected), None)
    return PolicySheet(
        site=site,
        site_names={each.id: each.name for each in sites.every(context.redis)},
        names=read_names(context),
        versions=tuple(reversed(versions)),
        in_force=in_force,
        base=began if began and began.version != in_force.version else None,
        form=filled,
        preview=found,
        stricter=_shown(context, found.changed_stricter),
        milder=_shown(context, found.changed_milder),
        an_hour=_pace(context, site),
        time_zone=context.settings.time_zone,
    )


def read_names(context: Context) -> dict[str, str]:
    """Give what moderators are called, by id."""
    return {each.id: each.name for each in moderators.every(context.redis)}


def _shown(context: Context, changed: Sequence[Changed]) -> tuple[Shown, ...]:
    loaded = comments.load(context.redis, [each.id for each in changed])
    return tuple(
        Shown(each, None if comment is None else _excerpt(comment.content))
        for each, comment in zip(changed, loaded, strict=True)
    )


def _excerpt(content: str) -> str:
    text = " ".join(harmless(read(content).text).split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + " …"


def _pace(context: Context, site: str) -> float | None:
    today = day_of(context.now(), ZoneInfo(context.settings.time_zone))
    days = [today - timedelta(days=back) for back in range(PREVIEW_DAYS)]
    workload = figures(insight.read(context.redis, site, days)).workload
    minutes = sum(each.minutes for each in workload)
    return sum(each.decisions for each in workload) * 60 / minutes if minutes else None
