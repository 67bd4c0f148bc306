"""Normalisation undoes obfuscation and keeps track of where each letter was."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.leet import LEET, read_leet
from workers.scorers.ngrams import features, occurrences, words
from workers.scorers.normalise import fold


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("VOLLIDIOT", "vollidiot"),
        ("V o l l i d i o t", "vollidiot"),
        ("I.d.i.o.t", "idiot"),
        ("I-d-i-o-t", "idiot"),
        ("V0ll1d10t", "vollidiot"),
        ("Sche1$$e", "scheisse"),
        ("4r5ch", "arsch"),
        ("$chlampe", "schlampe"),
        ("N4z1", "nazi"),
        ("fi(k", "fick"),
        ("\u0410r\u0455chl\u043e\u0441h", "arschloch"),
        ("Idiooooot", "idiot"),
        ("\u200bId\u200di\u2060ot", "idiot"),
        ("\U0001d523\U0001d532\U0001d520\U0001d528", "fuck"),
        ("\uff26\uff55\uff43\uff4b", "fuck"),
        ("I\u0336d\u0336i\u0336o\u0336t", "idiot"),
        ("blöd", "bloed"),
        ("blo\u0308d", "bloed"),
        ("Fuß", "fuss"),
        ("dummmmm", "dumm"),
        ("mu\u00adschi", "muschi"),
    ],
)
def test_obfuscation_is_undone(written: str, meant: str) -> None:
    """Each disguise folds to the word it stands for."""
    assert fold([written]).text(0) == meant


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("war schön", "war schoen"),
        ("z.B. die U-Bahn", "z.b. die u-bahn"),
        ("Covid19 und 2 g", "covid19 und 2 g"),
        ("Привет мир", "привет мир"),
        ("a b c", "a b c"),
        ("im Jahr 1990", "im jahr 1990"),
        ("5G, 3D, A4 und G20", "5g, 3d, a4 und g20"),
        ("30€ für @max!", "30€ fuer @max!"),
    ],
)
def test_harmless_spelling_is_left_alone(written: str, folded: str) -> None:
    """Words are not joined, numbers stay numbers, and other alphabets stay themselves."""
    assert fold([written]).text(0) == folded


@given(st.text("abxyäß .-_" + "".join(LEET), max_size=30))
def test_both_readers_of_leetspeak_agree(text: str) -> None:
    """The linear heads read a whole batch at once, all others a text; by one rule."""
    assume(not re.search(r"(?:[^\W_][\W_]){3}[^\W_]", text))  # what looks spaced out is joined before
    read = read_leet(text)
    assert len(read) == len(text)
    assert fold([read]).text(0) == fold([text]).text(0)


@pytest.mark.parametrize(
    ("written", "read"),
    [("V0LL1D10T", "VOLLIDIOT"), ("V0llid10t", "Vollidiot"), ("4RSCH", "ARSCH"), ("N4z1s 2G", "Nazis 2G")],
)
def test_letters_read_from_leetspeak_are_as_large_as_their_neighbours(written: str, read: str) -> None:
    """German nouns keep their capitals, which the second look needs."""
    assert read_leet(written) == read


def test_offsets_lead_back_to_the_original() -> None:
    """Every folded letter knows the code point it came from."""
    text = "Ä b\u200bc  ß"
    batch = fold(["x", text])
    letters = [
        (chr(code), text[source])
        for code, row, source in zip(
            batch.codes.tolist(), batch.rows.tolist(), batch.source.tolist(), strict=True
        )
        if row == 1 and chr(code).isalpha()
    ]
    assert letters == [("a", "Ä"), ("e", "Ä"), ("b", "b"), ("c", "c"), ("s", "ß"), ("s", "ß")]


@given(st.lists(st.text(st.characters()), max_size=6))
def test_any_batch_folds(texts: list[str]) -> None:
    """Any code points fold, surrogates too, in order, with offsets inside their text."""
    batch = fold(texts)
    assert batch.size == len(texts)
    assert (batch.rows[1:] >= batch.rows[:-1]).all()
    for row, source in zip(batch.rows.tolist(), batch.source.tolist(), strict=True):
        assert 0 <= source <= len(texts[row])


@given(st.text(), st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_features_of_a_text_do_not_depend_on_its_neighbours(
    text: str, before: list[str], after: list[str]
) -> None:
    """A text has the same features alone and in any batch."""
    alone = features(fold([text]))
    together = features(fold([*before, text, *after]))
    begin, end = together.starts[len(before)], together.starts[len(before) + 1]
    assert together.buckets[begin:end].tolist() == alone.buckets.tolist()


@given(st.text(min_size=1))
def test_occurrences_are_the_features_with_their_places(text: str) -> None:
    """What explains a score is what made it."""
    batch = fold([text])
    found = occurrences(batch, words(batch))
    assert sorted(set(found.bucket.tolist())) == features(batch).buckets.tolist()
    assert (found.end <= batch.codes.size).all()


@pytest.mark.parametrize("trick", ["a", "a b ", "1o", "\u0301", "a\u0430a"])
def test_hostile_text_folds_in_bounded_time(trick: str) -> None:
    """A megabyte of one trick folds within seconds."""
    begin = time.process_time()
    fold([trick * (1_000_000 // len(trick))])
    assert time.process_time() - begin < 5
