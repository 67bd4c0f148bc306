"""Fingerprints: near repeats share one, other texts do not, and nothing can be read back."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.fingerprint import BANDS, MIN_WORDS, MOST_OFFERS, fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable

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


DISGUISES = {
    "Cyrillic letters": lambda text: text.replace("e", "\u0435").replace("o", "\u043e"),
    "zero width": lambda text: text.replace("n", "n\u200b"),
    "digits for letters": lambda text: text.replace("ei", "e1").replace("so", "s0"),
    "another number": lambda text: text.replace("500", "12.750"),
    "markup": lambda text: f"<p><b>{text}</b></p>".replace(" Euro", "&nbsp;<i>Euro</i>"),
    "hosts behind": lambda text: f"{text} https://geld.example.com/{{}}",
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_disguises_make_no_difference(disguise: Callable[[str], str]) -> None:
    """What a spammer varies with a program is still a near repeat."""
    assert disguise(TEXT) != TEXT
    assert _share(disguise(TEXT), TEXT)


SAME_OFFER = [
    ("Kredit ohne Schufa WhatsApp 0151 2345678", "Geld sofort!! W h a t s A p p +49 151 234 56 78"),
    ("Ruf an 0151/2345678", "0 1 5 1 - 2 3 4 5 6 7 8 jetzt anrufen"),
    ("Telegram @falk_signals", "schreib: t.me/falk_signals"),
    ("Mail: hans.berg@gmail.com", "hans.berg (at) gmail (dot) com"),
    ("Toll! https://www.spam.example.com/a?x=1", "Super http://spam.example.com/a/#y"),
    ('Schön <a href="https://spam.example.com/a">hier</a>', "spam.example.com/a"),
]
OTHER_OFFER = [
    ("Danke für den Artikel!", "Danke für den Artikel!"),
    ("Ruf an 0151 2345678", "Ruf an 0151 2345679"),
    ("Die Telefonseelsorge: 0800 1110111", "0800 111 0 111 anrufen"),
    ("Schreibt an redaktion@blatt.example.org", "Mail an redaktion@blatt.example.org"),
    ("Siehe https://blatt.example.org/a", "Siehe https://blatt.example.org/b"),
]


@pytest.mark.parametrize(("one", "other"), SAME_OFFER)
def test_short_texts_with_the_same_offer_share_one(one: str, other: str) -> None:
    """A number, handle, address or link makes a campaign of a few words, however it is written."""
    assert _share(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER_OFFER)
def test_short_honest_texts_share_none(one: str, other: str) -> None:
    """Thanks, hotlines, editors' addresses and different pages of one site bind nothing together."""
    assert not _share(one, other)


def test_a_report_that_many_know_is_no_campaign() -> None:
    """In a text of its own words, a link binds nothing: honest people point to the same report."""
    link = "https://blatt.example.org/rente-100.html"
    assert not _share(
        f"Wer es nicht glaubt, kann in Ruhe nachlesen, was gestern beschlossen wurde: {link}",
        f"{link} ist der beste Bericht darüber, den ich in diesem Jahr zu lesen bekam",
    )


def test_never_more_fingerprints_than_agreed() -> None:
    """A comment of a thousand numbers has no more fingerprints than its text and five contacts."""
    numbers = " ".join(f"0151 {number:07}" for number in range(1_000))
    assert len(fingerprints(numbers)) <= BANDS + MOST_OFFERS


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
