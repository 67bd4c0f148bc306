"""What training builds on: measures, patterns and weights are exact and the same every time."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from workers.scorers.linear import compress, decompress, load_linear
from workers.scorers.normalise import fold
from workers.scorers.phrases import Phrases, hash_phrases
from workers.training.abuse import english_abuse, german_abuse
from workers.training.german_spam import german_spam
from workers.training.metrics import auc, average_precision, calibration_error, macro_f1, measure
from workers.training.written import fill

if TYPE_CHECKING:
    from pathlib import Path


def test_auc_counts_pairs_and_halves_ties() -> None:
    """AUC is the share of pairs in the right order, ties half."""
    labels, scores = np.array([0.0, 0, 1, 1]), np.array([0.1, 0.5, 0.5, 0.9])
    assert auc(labels, scores) == pytest.approx(3.5 / 4)


def test_average_precision_and_f1() -> None:
    """A perfect order has an average precision of 1, and a perfect cut a macro-F1 of 1."""
    labels, scores = np.array([0.0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9])
    assert average_precision(labels, scores) == pytest.approx(1)
    assert macro_f1(labels, scores) == pytest.approx(1)


def test_calibration_error_of_honest_scores_is_zero() -> None:
    """Scores that are right as often as they say have no calibration error."""
    labels = np.array([1.0] * 3 + [0.0] * 1)
    assert calibration_error(labels, np.full(4, 0.75)) == pytest.approx(0)


def test_intervals_hold_the_value_and_repeat() -> None:
    """Intervals lie around the value, and are the same each time."""
    chance = np.random.Generator(np.random.PCG64(3))
    labels = chance.integers(0, 2, 300).astype(np.float64)
    scores = np.clip(labels * 0.3 + chance.random(300) * 0.7, 0, 1)
    first, second = measure(labels, scores), measure(labels, scores)
    assert first == second
    assert first["AUC"].low < first["AUC"].value < first["AUC"].high


def test_weights_survive_compression() -> None:
    """Weights come back within a hundredth of the largest, zeros as zeros."""
    weights = np.array([0.0, 1.0, -2.0, 0.01, -0.5, 1.99])
    levels, largest = compress(weights)
    assert decompress(levels[None, :], [largest])[:, 0] == pytest.approx(weights, abs=0.02)
    assert levels[0] == 0


def test_patterns_are_the_same_each_time() -> None:
    """Written texts do not depend on what was written before."""
    assert german_abuse() == german_abuse()
    assert english_abuse() == english_abuse()
    assert german_spam() == german_spam()


def test_spam_and_ham_are_equally_many() -> None:
    """German spam has as many harmless neighbours, and all slots are filled."""
    examples = german_spam()
    assert sum(example.label for example in examples) * 2 == len(examples)
    assert not any("{" in example.text for example in examples)


def test_an_unknown_slot_is_refused() -> None:
    """A slot that nothing fills is a mistake in the book."""
    with pytest.raises(KeyError):
        fill("{nothing}", {}, random.Random(1))


def test_phrases_are_found_as_whole_words() -> None:
    """Phrases are found in any spelling that folds alike, and not inside words."""
    phrases = Phrases.of(hash_phrases(["billige Uhren", "casino"]))
    text = "Hier BILLIGE  ÜHREN, billige Uhren im Casino, kein Casinotisch"
    assert [text[begin:end] for begin, end in phrases.spans(fold([text]))[0]] == ["Casino", "billige Uhren"]


def test_models_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """Weights of another shape than model.json says are refused by name."""
    (tmp_path / "model.json").write_text('{"heads": [{"name": "a", "largest": 1, "bias": 0}]}')
    np.savez_compressed(tmp_path / "weights.npz", levels=np.zeros((2, 8), np.int8))
    with pytest.raises(ValueError, match=r"weights\.npz has shape"):
        load_linear(tmp_path)


def test_the_shipped_models_are_no_pickles() -> None:
    """The arrays load with pickling refused, and hold int8."""
    assert load_linear().table.dtype == np.float32
