"""Which site and which days a senior asks about, read from the query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from service.api.problems import InvalidFields
from service.domain.errors import SiteNotFound
from service.domain.moderator import Role, sites_as
from service.storage.keys import INSIGHT_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.domain.moderator import Moderator

CHOICES = (7, 30, 90, 365)
"""Days that are one click away."""
_USUAL = 30


@dataclass(frozen=True, slots=True)
class Period:
    """Some days of one site.

    Attributes:
        site: The site's id.
        first: The first day.
        last: The last one, included.
    """

    site: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Give each day, oldest first."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def read_period(query: Mapping[str, str], moderator: Moderator, today: date) -> Period:
    """Read `site`, and `from` and `to` or `days`; without them, the last 30 days of the first site.

    Raises:
        SiteNotFound: The moderator is no senior of the site.
        InvalidFields: The days are none, the wrong way round, or more than are kept.
    """
    sites = sites_as(moderator, Role.SENIOR)
    site = query.get("site") or next(iter(sites), "")
    if site not in sites:
        raise SiteNotFound
    last = _day(query, "to") or today
    first = _day(query, "from") or last - timedelta(days=_number(query) - 1)
    if not 0 <= (last - first).days < INSIGHT_DAYS:
        raise _invalid("from")
    return Period(site, first, last)


def _day(query: Mapping[str, str], name: str) -> date | None:
    given = query.get(name)
    try:
        day = date.fromisoformat(given) if given else None
    except ValueError:
        raise _invalid(name) from None
    # Where the calendar ends, days before and after are none.
    if day and not date(1970, 1, 1) <= day <= date(2999, 12, 31):
        raise _invalid(name)
    return day


def _number(query: Mapping[str, str]) -> int:
    given = query.get("days", str(_USUAL))
    if not (given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= INSIGHT_DAYS):
        raise InvalidFields([("#/days", "range", {"ge": 1, "le": INSIGHT_DAYS})])
    return int(given)


def _invalid(name: str) -> InvalidFields:
    return InvalidFields([(f"#/{name}", "invalid", {})])
