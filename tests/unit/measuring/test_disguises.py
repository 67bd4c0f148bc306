"""The twelve disguises change a word, each in its way, and the same way each time."""

from __future__ import annotations

import pytest

from workers.measuring.disguises import DISGUISES, disguise
from workers.measuring.lists import read_list
from workers.measuring.look_alikes import LIST
from workers.measuring.obfuscation import INSULTS

WORDS = ("Vollidiot", "Arschloch", "Fresse", "dumm", "Missgeburt", "Hurensöhne", "widerlicher", "Wichser")


def test_there_are_twelve() -> None:
    """Twelve kinds, as the target says."""
    assert len(DISGUISES) == 12


@pytest.mark.parametrize("kind", DISGUISES)
def test_each_changes_words_and_repeats(kind: str) -> None:
    """Nearly every word looks different, the same each time; a short one stays."""
    disguised = [disguise(kind, word) for word in WORDS]
    assert disguised == [disguise(kind, word) for word in WORDS]
    assert sum(one != other for one, other in zip(disguised, WORDS, strict=True)) >= len(WORDS) - 1
    assert disguise(kind, "und") == "und"


def test_the_lists_are_long_enough_and_say_what_they_are_for() -> None:
    """At least 300 look-alikes under headings, 50 marked insults, no line twice; never to be trained on."""
    look_alikes, insults = read_list(LIST), read_list(INSULTS)
    assert len({text for _, text in look_alikes}) == len(look_alikes) >= 300
    assert all(kind for kind, _ in look_alikes)
    assert len(insults) >= 50
    assert all("{" in text for _, text in insults)
    for path in (LIST, INSULTS):
        assert "NEVER TRAIN ON THIS FILE" in path.read_text("utf-8")
