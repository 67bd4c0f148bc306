"""What training builds on: measures, patterns and weights are exact and the same every time."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from workers.scorers.linear import MODELS, compress, decompress, load_linear
from workers.scorers.ngrams import words
from workers.scorers.normalise import fold
from workers.scorers.phrases import Phrases, hash_phrases
from workers.training import echo as echo_module
from workers.training.abuse import english_abuse, german_abuse
from workers.training.compact.lessons import HEADS as COMPACT_HEADS
from workers.training.corpus import Example
from workers.training.echo import Echo, listen
from workers.training.fit import matrix
from workers.training.german_spam import german_spam
from workers.training.heads import HeadPlan
from workers.training.own import own_comments
from workers.training.written import fill

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workers.training.fit import Array


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
    folded = fold([text])
    spans = phrases.spans(folded, words(folded))[0]
    assert [text[begin:end] for begin, end in spans] == ["Casino", "billige Uhren"]


def test_models_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """Weights of another shape than model.json says are refused by name."""
    (tmp_path / "model.json").write_text('{"heads": [{"name": "a", "largest": 1, "bias": 0}]}')
    np.savez_compressed(tmp_path / "weights.npz", levels=np.zeros((2, 8), np.int8))
    with pytest.raises(ValueError, match=r"weights\.npz has shape"):
        load_linear(tmp_path)


def test_the_shipped_models_are_no_pickles() -> None:
    """All arrays load with pickling refused, and the weights are int8."""
    with np.load(MODELS / "weights.npz", allow_pickle=False) as arrays:
        assert {name: array.dtype for name, array in arrays.items()} == {"levels": np.int8}
    for name in ("blocklist", "shorteners"):
        assert np.load(MODELS / f"{name}.npy", allow_pickle=False).size


def test_the_shipped_models_are_small() -> None:
    """All files together are under 50 MB."""
    assert sum(path.stat().st_size for path in MODELS.iterdir()) < 50_000_000


def test_an_echo_teaches_both_labels_as_much_as_each_is_likely() -> None:
    """A text without a label counts once with either, and the two together always the same."""
    margins = np.zeros((3, len(COMPACT_HEADS)))
    margins[:, COMPACT_HEADS.index("hateful")] = (4.0, 0.0, -4.0)
    margins[:, COMPACT_HEADS.index("identity")] = (2.0, 0.0, -2.0)
    echo = Echo(matrix(["ein Satz", "noch einer", "und der letzte"]), margins)
    plan = HeadPlan("de_identity", lambda _: [], 1.0, echoes=("hateful", "identity"))
    features, labels, weights = echo.rows(plan)
    assert [part.shape[0] for part in features] == [3, 3]
    assert labels.tolist() == [1, 1, 1, 0, 0, 0]
    np.testing.assert_allclose(weights[:3] + weights[3:], weights[1] * 2)
    assert weights[0] > 0.9 * 2 * weights[1]
    np.testing.assert_allclose(weights[:3], weights[:2:-1])


def test_no_text_of_dev_or_test_is_listened_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Calibration and measuring stay honest: what they use, the heads have not heard of."""
    splits = ("train", "dev", "test")
    rows = [Example(f"Satz Nummer {split} {at}", 0, split) for split in splits for at in range(3)]
    monkeypatch.setattr(echo_module, "read_set", lambda *_: rows)
    for language in ("de", "en"):
        heard: list[str] = []

        def hear(texts: Sequence[str], heard: list[str] = heard) -> Array:
            heard.extend(texts)
            return np.zeros((len(texts), 1))

        listen(language, tmp_path, hear)
        assert not [text for text in heard if text.startswith(("Satz Nummer dev", "Satz Nummer test"))]
        assert not {comment.text for comment in own_comments(language) if comment.dev} & set(heard)
