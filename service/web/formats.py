"""Dates, spans of time and numbers as people write them in German and English."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_decimal, format_percent, get_decimal_symbol
from babel.units import format_unit
from markupsafe import Markup

if TYPE_CHECKING:
    from datetime import date

    from service.api.messages import Language

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_EXACT = 10
"""Below this many of a unit, its tenths are told."""


class Formats:
    """Writes for one reader.

    Args:
        language: The reader's.
        time_zone: The newsroom's, by its IANA name.
    """

    def __init__(self, language: Language, time_zone: str) -> None:
        self._locale = "en_GB" if language == "en" else "de"
        self._zone = ZoneInfo(time_zone)

    @property
    def decimal(self) -> str:
        """Give the sign before the tenths."""
        return str(get_decimal_symbol(self._locale))

    def moment(self, at: datetime) -> Markup:
        """Write a time, with how long ago it is, in an element that machines can read."""
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            at.astimezone(UTC).isoformat(timespec="seconds"), self.exact(at), self.ago(at)
        )

    def exact(self, at: datetime) -> str:
        """Write a time in full."""
        return str(format_datetime(at, "medium", tzinfo=self._zone, locale=self._locale))

    def ago(self, at: datetime) -> str:
        """Write how long ago something was."""
        past = at - datetime.now(UTC)
        return str(
            format_timedelta(past, add_direction=True, format="short", locale=self._locale, threshold=1.2)
        )

    def day(self, day: date) -> str:
        """Write a day in full."""
        return str(format_date(day, "medium", locale=self._locale))

    def short_day(self, day: date) -> str:
        """Write a day of this year where there is little room."""
        return str(format_skeleton("MMMd", day, locale=self._locale))

    def span(self, seconds: float) -> str:
        """Write how long something took, in the unit that fits, with one decimal where it is small."""
        unit, size = next((each for each in _UNITS if seconds >= each[1]), _UNITS[-1])
        number = seconds / size
        digits = 1 if unit != "second" and number < _EXACT else 0
        return str(format_unit(round(number, digits), unit, "short", locale=self._locale))

    def hours(self, minutes: float) -> str:
        """Write a time at work, in hours."""
        return str(format_unit(round(minutes / 60, 1), "hour", "short", locale=self._locale))

    def number(self, number: float) -> str:
        """Write a number with its thousands apart."""
        return str(format_decimal(number, locale=self._locale))

    def threshold(self, number: float) -> str:
        """Write a threshold with all its decimals: two that differ must not look the same."""
        return f"{number:.10g}".replace(".", self.decimal)

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share, 0 to 1, in percent."""
        pattern = "0" + ("." + "0" * digits if digits else "") + " %"
        return str(format_percent(share, format=pattern, locale=self._locale))
