"""The targets are those of the scoring issue, and a value's mark is what its bounds say."""

from __future__ import annotations

import pytest

from workers.measuring.targets import TARGETS, Bound, Mark, Target

ISSUE = {
    "germeval2018_de: macro-F1": (Bound.LEAST, 0.72, 0.768),
    "germeval2018_de: AUC": (Bound.LEAST, 0.80, 0.85),
    "gahd_de: AUC, better of IDENTITY_ATTACK and TOXICITY": (Bound.LEAST, 0.79, 0.85),
    "jigsaw_davidson_en: AUC": (Bound.LEAST, 0.985, 0.99),
    "surge_toxicity_en: AUC": (Bound.LEAST, 0.87, 0.93),
    "hatecheck_en: AUC, better of IDENTITY_ATTACK and TOXICITY": (Bound.LEAST, 0.60, 0.80),
    "sms_spam_en: AUC": (Bound.LEAST, 0.995, 0.999),
    "youtube_spam: AUC": (Bound.LEAST, 0.98, 0.995),
    "ECE of TOXICITY, de (germeval2018_de)": (Bound.MOST, 0.05, 0.02),
    "ECE of TOXICITY, en (jigsaw_davidson_en)": (Bound.MOST, 0.05, 0.02),
    "ECE of SPAM, de (held out)": (Bound.MOST, 0.05, 0.02),
    "ECE of SPAM, en (sms + youtube)": (Bound.MOST, 0.05, 0.02),
    "identity terms, de: worst term flagged": (Bound.MOST, 0.10, 0.02),
    "identity terms, en: worst term flagged": (Bound.MOST, 0.10, 0.02),
    "disguised single insults: still flagged": (Bound.LEAST, 0.70, 0.95),
    "disguised insults of germeval2018_de: still flagged": (Bound.LEAST, 0.70, 0.95),
    "harmless look-alikes: flagged": (Bound.UNDER, 0.05, 0.01),
    "comments a second against XLM-R base, one thread: times": (Bound.LEAST, 100, 1000),
    "one comment alone: milliseconds, median": (Bound.UNDER, 2, 0.5),
}
"""Floors and goals of the scoring issue's table; what it asks per language stands here for each."""


def test_the_numbers_are_the_issues() -> None:
    """Each number of the issue's table is a target, with its floor and goal, and there is no other."""
    assert {target.what: (target.bound, target.floor, target.goal) for target in TARGETS} == ISSUE


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
