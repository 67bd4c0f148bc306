"""Whether a reader would see anything of a text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.submission import is_visible


@pytest.mark.parametrize(
    "text",
    [
        *("a", "ß", "1", "!", "€", "中", "한", "\u0627", "\u0905", "e\u0301", "\u200b."),
        *("\U0001f600", "\U0001f44d\U0001f3fd", "\u2764\ufe0f", "\U0001fae8"),
    ],
)
def test_what_draws_something_is_visible(text: str) -> None:
    """Letters of all scripts, digits, punctuation, and emoji younger than this Python."""
    assert is_visible(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\u00a0", "\u200b", "\ufeff", "\u2060", "\u00ad", "\u0301", "\u20dd", "\u0903"),
        *("\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\ufe0f", "\u202e", "\u2028", "\x00", "\x1b"),
        *("\U000e0041", "\ufffe"),
    ],
)
def test_what_draws_nothing_is_not(text: str) -> None:
    """Space, zero width, marks without a base, fillers, controls."""
    assert not is_visible(text)


@given(st.text(), st.text(st.characters(categories=["Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"])))
def test_what_is_unseen_adds_nothing(text: str, unseen: str) -> None:
    """Unseen characters around a text neither show nor hide it."""
    assert is_visible(unseen + text + unseen) == is_visible(text)


@given(st.text(st.characters(categories=["L", "N", "P"]), min_size=1))
def test_letters_are_seen(text: str) -> None:
    """Whatever holds a letter, digit or sign is visible, but for the fillers that are called letters."""
    fillers = [each for each in text if "FILLER" in unicodedata.name(each, "")]
    assert is_visible(text) or len(fillers) == len(text)
