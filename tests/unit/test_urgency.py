"""The order of the review queue: the severest first, then the oldest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.decision import Outcome
from service.domain.urgency import reach, urgency
from tests.unit.made import comment, decision

if TYPE_CHECKING:
    from service.domain.submission import MetaValue

SCORES = st.lists(st.floats(0, 1) | st.none(), max_size=4)
AGES = st.floats(0, 10**9)


def _rank(later: float, *scores: float | None, readers: MetaValue = None) -> float:
    return urgency(comment(later, decision=decision(Outcome.FLAG, *scores), meta={"reach": readers}))


def test_severity_comes_before_age() -> None:
    """A new threat comes before an old rudeness; of two threats the older one."""
    assert _rank(10**8, 0.99) > _rank(0, 0.8)
    assert _rank(0, 0.99) > _rank(0.001, 0.99)
    assert _rank(5, 0.2, 0.99) > _rank(0, 0.98)


def test_what_could_not_be_scored_is_severe() -> None:
    """Nobody knows what it is, so somebody should look soon."""
    assert _rank(10**8, None) > _rank(0, 0.98)


@given(AGES, AGES, SCORES, SCORES)
def test_the_order_is_by_severity_then_age(
    one: float, other: float, scores: list[float | None], others: list[float | None]
) -> None:
    """For any two comments, in whole percents and whole milliseconds."""

    def key(later: float, found: list[float | None]) -> tuple[int, int]:
        severity = max((1.0 if score is None else score for score in found), default=0.0)
        return round(severity * 100), -int(comment(later).created_at.timestamp() * 1000)

    assert (_rank(one, *scores) > _rank(other, *others)) == (key(one, scores) > key(other, others))


def test_of_equal_severity_the_most_read_comes_first() -> None:
    """Ten times the readers count more than age, a few more do not; and never more than severity."""
    assert _rank(10**8, 0.8, readers=10_000) > _rank(0, 0.8, readers=9_999)
    assert _rank(0, 0.8, readers=10_000) > _rank(1, 0.8, readers=99_999)
    assert _rank(10**8, 0.81) > _rank(0, 0.8, readers=10**9)


@pytest.mark.parametrize(
    ("readers", "found"),
    [
        (None, 0),
        (0, 0),
        (9, 0),
        (10, 1),
        (99.9, 1),
        (12345, 4),
        (10**7, 7),
        (10**300, 7),
        (1e300, 7),
        (-5, 0),
        (True, 0),
        ("5000", 0),
        (float("nan"), 0),
        (float("inf"), 7),
    ],
)
def test_readers_count_by_powers_of_ten(readers: MetaValue, found: int) -> None:
    """Whatever a site sends, there is a class for it; what is no number of readers is none."""
    assert reach(readers) == found


@given(AGES, SCORES, st.integers() | st.floats() | st.text() | st.booleans() | st.none())
def test_the_rank_is_exact_in_redis(later: float, scores: list[float | None], readers: MetaValue) -> None:
    """A sorted set's double keeps it: whole, positive and below 2**53."""
    rank = _rank(later, *scores, readers=readers)
    assert rank == int(rank)
    assert 0 < rank < 2**53


def test_a_comment_without_a_decision_has_a_rank() -> None:
    """It is the least urgent, and no error."""
    assert urgency(comment()) < _rank(0, 0.01)
