"""The targets are those of the scoring issue, and a value's mark is what its bounds say."""

from __future__ import annotations

import pytest

from workers.measuring.targets import TARGETS, Bound, Mark, Target


@pytest.mark.parametrize(
    ("bound", "floor", "goal", "marks"),
    [
        (Bound.LEAST, 0.7, 0.9, {0.69: Mark.SHORT, 0.7: Mark.FLOOR, 0.89: Mark.FLOOR, 0.9: Mark.MET}),
        (Bound.MOST, 0.1, 0.02, {0.11: Mark.SHORT, 0.1: Mark.FLOOR, 0.02: Mark.MET, 0.0: Mark.MET}),
        (Bound.UNDER, 0.05, 0.01, {0.05: Mark.SHORT, 0.049: Mark.FLOOR, 0.01: Mark.FLOOR, 0.009: Mark.MET}),
    ],
)
def test_marks(bound: Bound, floor: float, goal: float, marks: dict[float, Mark]) -> None:
    """On the bound is met where it may be, and short where it must be under."""
    target = Target("x", bound, floor, goal, lambda _: None)
    assert {value: target.mark(value) for value in marks} == marks


def test_goals_are_beyond_floors() -> None:
    """Each goal asks for more than its floor, and no target stands twice."""
    for target in TARGETS:
        assert target.mark(target.goal + (-1e-9 if target.bound is Bound.UNDER else 0)) is Mark.MET
        assert target.mark(target.floor) is not Mark.MET
    assert len({target.what for target in TARGETS}) == len(TARGETS)
