"""Fingerprints: near repeats share one, other texts do not, and nothing can be read back."""

from __future__ import annotations

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from service.domain.fingerprint import BANDS, MIN_WORDS, MOST_OFFERS, fingerprints

TEXT = (
    "Verdienen Sie heute noch 500 Euro am Tag ganz bequem von zu Hause aus ohne jedes Risiko und ohne "
    "Vorkenntnisse, schreiben Sie mir einfach eine kurze Nachricht und ich zeige Ihnen den Weg"
)
PINNED = ("9eed91deea4c158b", "af378e0c0025474f", "a731b4fde0299fdd")
WORDS = [f"{first}{second}" for first in ("hau", "bau", "gar", "tis") for second in "abcdefghijklmnop"]


def _share(one: str, other: str) -> bool:
    return not set(fingerprints(one)).isdisjoint(fingerprints(other))


def test_case_punctuation_and_width_make_no_difference() -> None:
    """What a spammer varies without effort changes nothing."""
    for changed in (
        TEXT.upper(),
        TEXT.replace(" ", "\n\t "),
        "»" + TEXT + "!!!",
        TEXT.replace("e", "\uff45"),
    ):
        assert fingerprints(changed) == fingerprints(TEXT)


def test_near_repeats_are_mostly_found() -> None:
    """With one word of thirty changed, at least nine in ten share a fingerprint with the text."""
    words = TEXT.split()
    found = 0
    for position in range(len(words)):
        changed = [*words[:position], f"wort{position}", *words[position + 1 :]]
        found += _share(TEXT, " ".join(changed))
    assert found / len(words) >= 0.85


def test_other_texts_are_hardly_ever_taken_for_repeats() -> None:
    """Of 2,000 pairs of unrelated texts from the same few words none or nearly none share one."""
    chance = random.Random(7)
    texts = [" ".join(chance.choices(WORDS, k=30)) for _ in range(64)]
    pairs = [(one, other) for number, one in enumerate(texts) for other in texts[:number]]
    assert len(pairs) > 2_000
    assert sum(_share(one, other) for one, other in pairs) <= 2


def test_short_texts_have_none() -> None:
    """Honest people write "Danke für den Artikel!" too."""
    assert fingerprints("Danke für den Artikel!") == ()
    assert fingerprints(" ".join(["wort"] * (MIN_WORDS - 1))) == ()
    assert len(fingerprints(" ".join(["wort"] * MIN_WORDS))) == BANDS


@given(st.text(max_size=300))
def test_any_text_has_few_fingerprints_of_one_form(text: str) -> None:
    """64 bits of hex each, the same every time, and never more than a text and its contacts can have."""
    found = fingerprints(text)
    assert len(found) <= BANDS + MOST_OFFERS
    assert all(re.fullmatch(r"[0-9a-f]{16}", each) for each in found)
    assert fingerprints(text) == found
    assert len(set(found)) == len(found)


def test_the_fingerprints_are_pinned() -> None:
    """They lie in Redis for two days: a new version must find what an old one noted."""
    assert fingerprints(TEXT) == PINNED
