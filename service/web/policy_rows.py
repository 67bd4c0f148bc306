"""The rows of the policy page: each threshold with its field, its scores' spread, and what it would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.preview import BINS
from service.web.policy_form import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.policy import Policy
    from service.domain.preview import Preview, Spread
    from service.web.policy_form import PolicyForm

TALL = 40
"""How high a spread is drawn, in its own units; it is `BINS` wide."""
_LOW = BINS // 4
"""Steps on the left that do not set the scale: nearly all comments are there, and would hide the rest."""


@dataclass(frozen=True, slots=True)
class Block:
    """One rectangle of a spread."""

    kind: str
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One threshold.

    Attributes:
        field: The name of its field.
        table: `flag` or `reject`.
        attribute: Its attribute.
        typed: What stands in the field.
        in_force: The threshold in force, if there is one.
        wrong: Whether what was typed is no threshold.
        blocks: Its scores' spread; empty where there are no scores.
    """

    field: str
    table: str
    attribute: str
    typed: str
    in_force: float | None
    wrong: bool
    blocks: tuple[Block, ...]

    @property
    def place(self) -> float | None:
        """Give where the typed threshold is in the spread."""
        try:
            return min(1.0, max(0.0, float(self.typed.replace(",", ".")))) * BINS if self.typed else None
        except ValueError:
            return None

    @property
    def used(self) -> bool:
        """Say whether there is anything to see: a threshold, or scores."""
        return bool(self.typed or self.in_force is not None or self.blocks)


def threshold_rows(form: PolicyForm, in_force: Policy, preview: Preview) -> list[ThresholdRow]:
    """Give a row a threshold, in the order of the attributes."""
    numbers = {"flag": in_force.flag, "reject": in_force.reject}
    drawn = {attribute: _blocks(spread) for attribute, spread in preview.spreads.items()}
    return [
        ThresholdRow(
            field=f"{table}.{attribute}",
            table=table,
            attribute=attribute,
            typed=form.typed[f"{table}.{attribute}"],
            in_force=numbers[table].get(attribute),
            wrong=f"{table}.{attribute}" in form.wrong,
            blocks=drawn.get(attribute, ()),
        )
        for table, attribute in FIELDS
    ]


def _blocks(spread: Spread) -> tuple[Block, ...]:
    """Draw each step as a column: what was rejected lowest, then the approved, then what nobody judged."""
    kinds = (("reject", spread.rejected), ("approve", spread.approved), ("open", spread.unjudged))
    sums = [sum(column) for column in zip(*(numbers for _, numbers in kinds), strict=True)]
    top = max(sums[_LOW:], default=0) or max(sums, default=0) or 1
    blocks = []
    for x in range(BINS):
        y = float(TALL)
        for kind, numbers in kinds:
            height = min(y, TALL * numbers[x] / top)
            y -= height
            if height:
                blocks.append(Block(kind, x, y, height))
    return tuple(blocks)


@dataclass(frozen=True, slots=True)
class Difference:
    """One threshold of several policies, or the `sample`, which is of no attribute."""

    table: str
    attribute: str
    numbers: tuple[float | None, ...]

    @property
    def differs(self) -> bool:
        """Say whether they are not all the same."""
        return len(set(self.numbers)) > 1


def compare_policies(policies: Sequence[Policy]) -> list[Difference]:
    """Put policies side by side: each threshold that at least one of them has."""
    found = [
        Difference(
            table,
            attribute,
            tuple((each.flag if table == "flag" else each.reject).get(attribute) for each in policies),
        )
        for table, attribute in FIELDS
    ]
    found.append(Difference("sample", "", tuple(each.sample for each in policies)))
    return [each for each in found if any(number is not None for number in each.numbers)]
