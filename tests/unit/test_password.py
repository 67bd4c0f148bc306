"""Passwords: what is too easy to guess, and that nothing else is refused."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import PasswordUnfit
from service.domain.password import LEAST, MOST, check_password


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "kurz",
        "x" * 30,
        "elf Zeichen",
        "123456789012",
        "abcdefghijklmnop",
        "passwortpasswort",
        "Passwort123456",
        "Sommer2024!!!!",
        "qwertzuiop123456",
        "anna-wagner-1990",
        "AnnaWagnerAnna",
        "moderator-anna-12",
        "abababababababab",
        "a" * (MOST + 1),
    ],
)
def test_what_is_tried_first_is_refused(weak: str) -> None:
    """Short ones, rows, repetitions, common words, years, and the moderator's own name."""
    with pytest.raises(PasswordUnfit) as refused:
        check_password(weak, "anna-wagner", "Anna Wagner")
    assert refused.value.facts == {"least": LEAST, "most": MOST}


@pytest.mark.parametrize(
    "good", ["Kranich über Husum 7", "correct horse battery", "密码很长而且不容易猜到吧", "zwölf Zeichen"]
)
def test_what_people_can_remember_is_good(good: str) -> None:
    """Some words in a row are a good password, in whatever script; no digits or signs are demanded."""
    check_password(good, "anna", "Anna")


def test_generated_passwords_are_good() -> None:
    """What the operator's commands and password stores make is never refused."""
    for _ in range(500):
        check_password(secrets.token_urlsafe(12), "al", "Al B.")


@given(st.text(max_size=300), st.text(max_size=30))
def test_any_text_is_judged(password: str, name: str) -> None:
    """Whatever is typed is either taken or refused in the one way."""
    try:
        check_password(password, name)
    except PasswordUnfit:
        return
    assert LEAST <= len(password) <= MOST
