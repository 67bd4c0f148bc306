"""The table that folds each code point to what it looks or sounds like: case, width, accents, umlauts."""

from __future__ import annotations

import functools
import unicodedata
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.domain.plain import CONFUSABLE

__all__ = ["CONFUSABLE"]

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.uint8]

SPACE = 32
_COMBINING_DIAERESIS = 0x0308
DIAERESIS = 1  # stands for U+0308 until its base letter is known: decomposed ü must fold as ü does
TABLE_SIZE = 0x20000  # the planes with letters and emoji; code points beyond fold to themselves
MAX_EXPANSION = 8  # some ligatures (U+FDFA) unfold to 18 letters: nobody reads them as words

LETTER, DIGIT, OTHER, BLANK, ROW = 1, 2, 3, 4, 5

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe", "ø": "oe"})
_DROPPED = {"Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Co", "Cn"}
_INVISIBLE_LETTERS = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800}


class FoldTable(NamedTuple):
    """How to fold code point `c`: `flat[start[c] : start[c] + length[c]]`."""

    start: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]
    flat: Codes


def fold_code_point(code: int) -> str:
    """Give what one code point folds to: nothing, a letter or a few.

    Args:
        code: The code point, lone surrogates included.
    """
    if code == _COMBINING_DIAERESIS:
        return chr(DIAERESIS)
    if code in _INVISIBLE_LETTERS:
        return " "
    letter = chr(code)
    if letter.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", letter).casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", folded)
    kept = "".join(c for c in plain if unicodedata.category(c) not in _DROPPED)
    return kept[:MAX_EXPANSION]


@functools.cache
def fold_table() -> FoldTable:
    """Build the fold table once a process (about 0.1 s)."""
    folds = [fold_code_point(code) for code in range(TABLE_SIZE)]
    length = np.fromiter(map(len, folds), np.int64, TABLE_SIZE)
    flat = np.array([ord(c) for c in "".join(folds)], np.uint32)
    return FoldTable(np.cumsum(length) - length, length, flat)


def _kind(code: int) -> int:
    if code == 0:
        return ROW
    category = unicodedata.category(chr(code))
    if category[0] == "L":
        return LETTER
    if category[0] == "N":
        return DIGIT
    return BLANK if chr(code).isspace() else OTHER


@functools.cache
def kind_table() -> Flags:
    """Give the kind of each code point: LETTER, DIGIT, BLANK, ROW (the separator 0) or OTHER."""
    return np.fromiter(map(_kind, range(TABLE_SIZE)), np.uint8, TABLE_SIZE)


def kinds(codes: Codes) -> Flags:
    """Give the kinds of `codes`; code points beyond the table are OTHER."""
    beyond = codes >= TABLE_SIZE
    if beyond.any():
        return np.where(beyond, np.uint8(OTHER), kind_table()[np.where(beyond, 0, codes)])
    return kind_table()[codes]
