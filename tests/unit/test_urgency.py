"""The order of the review queue: the severest first, then the oldest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.domain.decision import Outcome
from service.domain.urgency import urgency
from tests.unit.made import comment, decision

SCORES = st.lists(st.floats(0, 1) | st.none(), max_size=4)
AGES = st.floats(0, 10**9)


def _rank(later: float, *scores: float | None) -> float:
    return urgency(comment(later, decision=decision(Outcome.FLAG, *scores)))


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


@given(AGES, SCORES)
def test_the_rank_is_exact_in_redis(later: float, scores: list[float | None]) -> None:
    """A sorted set's double keeps it: whole, positive and below 2**53."""
    rank = _rank(later, *scores)
    assert rank == int(rank)
    assert 0 < rank < 2**53


def test_a_comment_without_a_decision_has_a_rank() -> None:
    """It is the least urgent, and no error."""
    assert urgency(comment()) < _rank(0, 0.01)
