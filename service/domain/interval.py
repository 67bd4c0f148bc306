"""Shares of a count, and how far they can be trusted: Wilson's interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964
"""Standard deviations on either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole.

    Attributes:
        part: How many have the property.
        whole: How many were looked at.
    """

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Give the share, 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """Give where the true share lies in 95 of 100 such cases, 0 to 1 each: Wilson's score interval.

        It stays honest for small counts and for shares of none or all, where the usual one has no width.
        """
        return wilson(self.part, self.whole)


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Give Wilson's 95 % interval of a share; all from 0 to 1 where nothing was looked at."""
    if whole <= 0:
        return 0.0, 1.0
    share = part / whole
    shrink = 1 + _Z**2 / whole
    middle = (share + _Z**2 / (2 * whole)) / shrink
    reach = _Z * sqrt(share * (1 - share) / whole + _Z**2 / (4 * whole**2)) / shrink
    # At none and at all, one end is the share itself; rounding must not put the share outside.
    return max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))
