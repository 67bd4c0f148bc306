"""Leetspeak: digits and signs that stand for letters, V0ll1d10t, 4r$ch, Sch3i$$3."""

from __future__ import annotations

import re

LEET = dict(zip("01345789@$!|€(+", "oieastbgasilect", strict=True))
"""What stands for a letter inside a word."""
NOT_FIRST, NOT_LAST = "@!|(+", "!|(+€"
"""What before or after a word means something else: a mention, an exclamation, a bracket, a price."""
MOST_SIGNS = 3
"""Signs in a row that are read as letters; a longer row between letters is a number."""
LEAST_LETTERS = 3
"""Letters of a word whose first sign may be one too: 5G and 3D are none."""

_SIGN = f"[{re.escape(''.join(LEET))}]"
_LETTER = r"[^\W\d_]"
_INSIDE = re.compile(rf"(?<={_LETTER}){_SIGN}{{1,{MOST_SIGNS}}}(?={_LETTER})")
_FIRSTS = f"[{re.escape(''.join(sign for sign in LEET if sign not in NOT_FIRST))}]"
_ANY = re.compile(rf"{_LETTER}{_SIGN}{{1,{MOST_SIGNS}}}{_LETTER}|{_FIRSTS}{_LETTER}{{2}}")
# Only words that hold a sign; no letter is read twice.
_WORD = re.compile(rf"(?<!{_LETTER})(?<!{_SIGN}){_LETTER}*+{_SIGN}(?:{_LETTER}|{_SIGN})*")
_FIRST = re.compile(rf"\A{_FIRSTS}(?={_LETTER})")
_LAST = re.compile(rf"(?<={_LETTER})[{re.escape(''.join(sign for sign in LEET if sign not in NOT_LAST))}]\Z")


def read_leet(text: str) -> str:
    """Put letters in place of what stands for them; every letter stays where it was.

    Between letters up to three signs are read, before a word one, and after it one where others stand
    inside: Covid19, 2G and 1990 stay.

    Args:
        text: Any text.
    """
    return _WORD.sub(_read, text) if _ANY.search(text) else text


def _read(word: re.Match[str]) -> str:
    letters = word[0]
    if _INSIDE.search(letters):
        letters = _LAST.sub(_as_letters, _INSIDE.sub(_as_letters, letters))
    if sum(letter.isalpha() for letter in letters) >= LEAST_LETTERS:
        letters = _FIRST.sub(_as_letters, letters)
    return letters


def _as_letters(signs: re.Match[str]) -> str:
    """Read signs as letters, in capitals where the letter beside them is one."""
    beside = signs.string[signs.end() : signs.end() + 1] or signs.string[signs.start() - 1]
    read = "".join(LEET[sign] for sign in signs[0])
    return read.upper() if beside.isupper() else read
