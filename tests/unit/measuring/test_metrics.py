"""The measures are what their names say, and their intervals hold them."""

from __future__ import annotations

import numpy as np
import pytest

from workers.measuring.metrics import Measure, mean, measure, reliability, share


def values(labels: list[float], scores: list[float]) -> dict[str, float]:
    """Give the measures without their intervals."""
    measures = measure(np.array(labels), np.array(scores), 10)
    return {name: found.value for name, found in measures.items()}


def test_auc_counts_pairs_and_halves_ties() -> None:
    """AUC is the share of pairs in the right order, ties half."""
    assert values([0, 0, 1, 1], [0.1, 0.5, 0.5, 0.9])["AUC"] == pytest.approx(3.5 / 4)


def test_average_precision_takes_ties_together() -> None:
    """Texts of equal score share one precision, in whatever order they stand."""
    for labels in ([1.0, 0.0, 1.0], [0.0, 1.0, 1.0]):
        assert values(labels, [0.5, 0.5, 0.9])["AP"] == pytest.approx((1 + 2 / 3) / 2)


def test_a_perfect_order() -> None:
    """Scores that part the labels get everything right that is about order."""
    found = values([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
    assert [found[name] for name in ("AUC", "AP", "macro-F1", "recall at 90 % precision")] == [1, 1, 1, 1]


def test_recall_is_the_largest_at_the_precision() -> None:
    """A wrong text at the top does not hide what is reached below it."""
    labels, scores = [0.0, *[1.0] * 9, 0.0], np.linspace(1, 0.5, 11).tolist()
    assert values(labels, scores)["recall at 90 % precision"] == pytest.approx(1)


def test_macro_f1_is_the_mean_of_both_classes() -> None:
    """One of two positives found, no wrong flag: F1 of 2/3 and 4/5."""
    assert values([1, 1, 0, 0], [0.9, 0.1, 0.2, 0.3])["macro-F1"] == pytest.approx((2 / 3 + 4 / 5) / 2)


def test_calibration_error_of_honest_scores_is_zero() -> None:
    """Scores that are right as often as they say have no calibration error."""
    assert values([1, 1, 1, 0], [0.75] * 4)["ECE"] == pytest.approx(0)
    assert values([1, 1, 1, 0], [0.25] * 4)["ECE"] == pytest.approx(0.5)


def test_intervals_hold_the_value_and_repeat() -> None:
    """Intervals lie around the value, and are the same each time."""
    chance = np.random.Generator(np.random.PCG64(3))
    labels = chance.integers(0, 2, 300).astype(np.float64)
    scores = np.clip(labels * 0.3 + chance.random(300) * 0.7, 0, 1)
    first, second = measure(labels, scores), measure(labels, scores)
    assert first == second
    for name in ("AUC", "AP", "macro-F1"):
        assert first[name].low < first[name].value < first[name].high


def test_one_label_alone_is_refused() -> None:
    """Where nothing is positive, an AUC of whatever would be made up."""
    with pytest.raises(ValueError, match="both labels"):
        values([0, 0], [0.1, 0.2])


def test_a_share_of_nothing_is_not_certain() -> None:
    """No flag among 20 texts may still be one in seven: Wilson's interval says so, a bootstrap does not."""
    none = share([False] * 20)
    assert none.value == none.low == 0
    assert none.high == pytest.approx(0.161, abs=0.001)


def test_the_interval_of_a_mean_shrinks_with_the_texts() -> None:
    """Four times the texts, half the interval."""

    def width(found: Measure) -> float:
        return found.high - found.low

    few, many = mean([0.0, 1.0] * 50), mean([0.0, 1.0] * 200)
    assert few.value == many.value == 0.5
    assert width(few) == pytest.approx(2 * width(many), rel=0.2)


def test_reliability_holds_every_text_once() -> None:
    """Texts fall into the bin of their score, 1.0 into the last."""
    rows = reliability(np.array([0.0, 1, 1, 1]), np.array([0.05, 0.31, 0.39, 1.0]))
    assert [(row.low, row.texts, row.positive) for row in rows] == [(0, 1, 0), (0.3, 2, 1), (0.9, 1, 1)]
    assert rows[1].score == pytest.approx(0.35)
