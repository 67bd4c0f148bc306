"""What a password must be: long, and not made of what everybody tries first."""

from __future__ import annotations

import re
from itertools import pairwise

from service.domain.errors import PasswordUnfit

LEAST, MOST = 12, 200
"""Characters of a password."""
_LEAST_LEFT = 6
"""Characters that must be left once everything is taken out that is easy to guess."""
_GUESSED_FIRST = (
    "moderator",
    "moderato",
    "passwort",
    "password",
    "kennwort",
    "geheimnis",
    "geheim",
    "secret",
    "willkommen",
    "welcome",
    "hallo",
    "hello",
    "qwertzuiop",
    "qwertyuiop",
    "qwertz",
    "qwerty",
    "asdfghjkl",
    "asdf",
    "letmein",
    "iloveyou",
    "admin",
    "administrator",
    "zeitung",
    "redaktion",
    "frühling",
    "sommer",
    "herbst",
    "winter",
    "summer",
)
_YEAR = re.compile(r"(19|20)\d\d")
_REPEATED = re.compile(r"(.{1,4})\1{2,}")


def check_password(password: str, *personal: str) -> None:
    """Refuse a password that somebody who knows the moderator would soon find.

    Args:
        password: The password, as it will be hashed.
        personal: The moderator's id and name.

    Raises:
        PasswordUnfit: It is too short, too long, or little is left of it without names and rows.
    """
    if not LEAST <= len(password) <= MOST or len(_left_of(password, personal)) < _LEAST_LEFT:
        raise PasswordUnfit(least=LEAST, most=MOST)


def _left_of(password: str, personal: tuple[str, ...]) -> str:
    left = password.casefold()
    names = [part for name in personal for part in re.split(r"[\s-]+", name.casefold()) if len(part) > 2]  # noqa: PLR2004 - Al and Bo are in every word
    for word in sorted((*names, *_GUESSED_FIRST), key=len, reverse=True):
        left = left.replace(word, "")
    return _without_rows(_REPEATED.sub("", _YEAR.sub("", left)))


def _without_rows(text: str) -> str:
    """Take out rows such as 1234, cba and aaaa: of each the first character is left."""
    kept = text[:1]
    for before, this in pairwise(text):
        if abs(ord(this) - ord(before)) > 1:
            kept += this
    return kept
