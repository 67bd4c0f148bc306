"""Figures over several rounds: their median and spread, and the table they are printed in."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What was measured.
        median: Over the rounds.
        least: The least of any round.
        most: The most of any round.
        unit: Of all three; `x` for a ratio.
        wanted: The least that is wanted of a ratio, if anything is.
    """

    name: str
    median: float
    least: float
    most: float
    unit: str
    wanted: float | None = None

    def line(self) -> str:
        """Give the line of the table."""
        spread = "" if self.least == self.most else f"{_short(self.least)} to {_short(self.most)}"
        wanted = "" if self.wanted is None else f"at least {self.wanted:g}"
        return f"| {self.name} | {_short(self.median)} {self.unit} | {spread} | {wanted} |"


def figure(name: str, rounds: Sequence[float], unit: str, wanted: float | None = None) -> Figure:
    """Sum up the rounds of one figure."""
    return Figure(name, statistics.median(rounds), min(rounds), max(rounds), unit, wanted)


def table(figures: Sequence[Figure]) -> str:
    """Give all figures as a table in Markdown."""
    head = ["| what | median | rounds, least to most | wanted |", "|---|---|---|---|"]
    return "\n".join([*head, *(each.line() for each in figures)])


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
