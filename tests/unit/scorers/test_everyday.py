"""Short harmless German sentences are not flagged, whatever letters they are made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.domain.score import Attribute, Scorable
from tests.delivered import TOXICITY
from tests.unit.measuring.test_not_trained_on import among_training
from tests.unit.scorers.test_builtin import toxicity

if TYPE_CHECKING:
    from workers.scorers.builtin import BuiltinScorer

EVERYDAY = (Path(__file__).parent / "harmless_german.txt").read_text("utf-8").splitlines()


def test_everyday_sentences_are_not_flagged(builtin: BuiltinScorer) -> None:
    """Of a hundred short sentences about animals, illness, politics and groups at most two are flagged."""
    assert len(EVERYDAY) >= 100
    scores = [found.scores[Attribute.TOXICITY] for found in builtin.score([Scorable(t) for t in EVERYDAY])]
    flagged = [text for text, score in zip(EVERYDAY, scores, strict=True) if score >= TOXICITY]
    assert len(flagged) <= 2, flagged


def test_everyday_sentences_were_not_trained_on() -> None:
    """None of the sentences is one of our own comments, or one that our patterns write."""
    assert among_training(EVERYDAY) == []


@pytest.mark.parametrize("text", ["Mein Hund ist krank.", "Die Katze schläft.", "Die Schüler streiken."])
def test_the_named_sentences_score_low(builtin: BuiltinScorer, text: str) -> None:
    """Sentences that an earlier version flagged are well under the threshold."""
    assert toxicity(builtin, text) < TOXICITY - 0.1


@pytest.mark.parametrize("text", ["Arschloch", "Hurensohn", "Dumme Sau", "Motherfucker", "Stupid cunt"])
def test_insults_without_grammar_are_flagged(builtin: BuiltinScorer, text: str) -> None:
    """A text without a common word is scored by the models of the language its letters speak for."""
    assert toxicity(builtin, text) >= TOXICITY
