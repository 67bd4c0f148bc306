"""What the tables and the card say of operating points."""

from __future__ import annotations

import pytest

from workers.measuring.card import expected_share
from workers.measuring.table import joint
from workers.measuring.thresholds import Point

POINTS = [
    Point("de", "TOXICITY", 0.8, 0.54, 0.6, 0.24),
    Point("de", "TOXICITY", 0.9, 0.72, 0.4, 0.14),
    Point("en", "TOXICITY", 0.8, 0.2, 0.9, 0.25),
]


def test_one_fit_for_two_languages_is_one_row() -> None:
    """Points that are the same in each number are joined where the first stood; others stay apart."""
    threat = [Point(language, "THREAT", 0.8, 0.75, 0.3, 0.01) for language in ("de", "en")]
    found = joint([threat[0], *POINTS, threat[1]])
    assert found == [Point("de, en", "THREAT", 0.8, 0.75, 0.3, 0.01), *POINTS]


@pytest.mark.parametrize(
    ("threshold", "share"),
    [
        (0.54, "24.0% (de) and at most 25.0% (en)"),
        (0.6, "14.0% to 24.0% (de) and at most 25.0% (en)"),
        (0.1, "24.0% to 100.0% (de) and 25.0% to 100.0% (en)"),
    ],
)
def test_the_share_expected_lies_between_two_points(threshold: float, share: str) -> None:
    """A higher threshold flags no more; at a point the share is known."""
    assert expected_share(POINTS, threshold) == share


def test_without_points_nothing_is_expected() -> None:
    """A score without operating points, of a policy of one's own, is no error."""
    assert expected_share([], 0.5) == "an unknown share"
