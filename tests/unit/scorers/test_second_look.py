"""The second look reads what is unsure, one comment at a time, and says what it heard."""

from __future__ import annotations

import numpy as np
import pytest

from service.domain.score import Attribute, Scorable
from workers.scorers.builtin import BuiltinScorer
from workers.scorers.compact import Compact, join_words
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
        places = window.places
        assert len(places) == len(window.shares)
        assert all(0 <= begin <= end <= len(text) for begin, end in places)
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


@pytest.mark.parametrize(("setting", "looks"), [("off", 0), ("on", 1), ("always", 2)])
def test_the_second_look_is_a_setting(setting: str, looks: int) -> None:
    """Without it none is read again, as a rule what leaves a doubt, and always everything."""
    scorer = BuiltinScorer(second_look=setting)
    scorer.score(
        [Scorable("Danke für den schönen Artikel!"), Scorable("Leute wie den sollte man einsperren.")]
    )
    assert scorer.looks == looks


def test_another_setting_is_refused() -> None:
    """A setting that is none is refused by name."""
    with pytest.raises(ValueError, match="'sometimes'; it must be on, off or always"):
        BuiltinScorer(second_look="sometimes")


@pytest.mark.parametrize(
    ("begins", "words"),
    [
        ("1100", [0, 1, 1, 2]),  # the two ends are words of their own
        ("1101100", [0, 1, 1, 2, 3, 3, 4]),
        ("1" + "1000000000" + "0", [0, *[1] * 6, *[2] * 4, 3]),  # a long word is several
        ("00", [0, 1]),
    ],
)
def test_pieces_become_words(begins: str, words: list[int]) -> None:
    """Each piece belongs to one word, which is the mean of its pieces."""
    found = join_words(np.array([sign == "1" for sign in begins]))
    assert found.argmax(0).tolist() == words
    np.testing.assert_allclose(found.sum(1), 1.0, rtol=1e-6)
