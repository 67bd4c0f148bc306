"""The second look reads what is unsure, one comment at a time, and says what it heard."""

from __future__ import annotations

import numpy as np
import pytest

from service.domain.score import Attribute, Scorable
from workers.scorers.builtin import BuiltinScorer
from workers.scorers.compact import Compact
from workers.scorers.legible import legible
from workers.scorers.linear import MODELS, load_linear
from workers.scorers.second_look import UNSURE, UNSURE_IN, SecondLook


@pytest.fixture(scope="module")
def second() -> SecondLook:
    return SecondLook(load_linear(), MODELS)


@pytest.mark.parametrize("language", ["de", "en", "other"])
def test_what_is_clear_is_not_looked_at_again(second: SecondLook, language: str) -> None:
    """A score outside its language's bounds asks for no second look, one inside does."""
    bounds = UNSURE_IN.get(language, UNSURE)
    clear = {attribute: low / 2 for attribute, (low, _) in bounds.items()}
    assert not second.wants(clear, language)
    for attribute, (low, high) in bounds.items():
        assert second.wants({**clear, attribute: (low + high) / 2}, language)
        assert not second.wants({**clear, attribute: (1 + high) / 2}, language)


def test_a_text_is_as_long_as_its_places() -> None:
    """Each piece knows its place, and the shares of all add up to the margins."""
    text = "Du bist ein V o l l i d i o t, schön wär's! 🤡"
    for window in Compact(MODELS).read(text):
        assert len(window.places) == len(window.shares)
        assert all(0 <= begin <= end <= len(text) for begin, end in window.places)
        np.testing.assert_allclose(window.shares.sum(0), window.margins, rtol=1e-4, atol=1e-4)


def test_a_long_text_is_read_in_windows() -> None:
    """A long comment is read in several windows, and never in more than three."""
    compact = Compact(MODELS)
    assert len(compact.read("Guten Morgen, lieber Nachbar. " * 60)) > 1
    assert len(compact.read("Guten Morgen, lieber Nachbar. " * 2000)) == 3
    assert len(compact.read("")) == 1


def test_an_insult_at_the_end_of_a_long_comment_is_heard() -> None:
    """One hostile sentence behind many calm ones raises the score."""
    calm = "Gestern war ich auf dem Markt und habe Äpfel gekauft, die waren sehr gut. " * 12
    harmless, hostile = (
        _toxicity(text) for text in (calm, calm + "Und du bist ein widerlicher Vollidiot, halt die Fresse!")
    )
    assert hostile > harmless + 0.3


def _toxicity(text: str) -> float:
    return BuiltinScorer().score([Scorable(text)])[0].scores[Attribute.TOXICITY]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Du bist ein I d i o t", "Du bist ein Idiot"),
        ("SEHR GROSSER QUATSCH, Herr Müller", "sehr grosser quatsch, Herr Müller"),
        ("Schöne Grüße", "Schöne Grüße"),
        ("Voll\u200btr\u043ettel", "Volltrottel"),
        ("", ""),
    ],
)
def test_disguises_are_undone_and_capitals_stay(written: str, read: str) -> None:
    """Disguises and shouting go, other letters stay, and each knows where it came from."""
    seen = legible(written)
    assert seen.text == read
    assert len(seen.source) == len(seen.text)
