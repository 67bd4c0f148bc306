"""Legible text: what a comment says with its disguises undone and its capital letters kept.

The compact transformer learned from running text, where German nouns have capitals: small letters
alone would cut its words to pieces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.leet import read_leet
from service.domain.plain import Plain, plain

# The first two letters are looked at before the rest: of most words one of them is small.
_SHOUTED = re.compile(r"(?<![^\W\d_])(?![a-zäöüß])[^\W\d_](?![a-zäöüß])[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Legible:
    """A text as the compact transformer reads it.

    Attributes:
        text: The text.
        source: For each letter, the code point of the original that it came from.
    """

    text: str
    source: Sequence[int]


def legible(text: str) -> Legible:
    """Undo a text's disguises, and say shouted words in small letters; nothing else changes."""
    found = plain(text)
    return Legible(_SHOUTED.sub(_calm, read_leet(_as_written(found, text))), found.source)


def _as_written(found: Plain, text: str) -> str:
    """Give plain text its capitals back."""
    if found.text == text.lower():
        return text  # most texts have no disguises
    originals = map(text.__getitem__, found.source)
    return "".join(
        [
            original if original.lower() == letter else letter
            for letter, original in zip(found.text, originals, strict=True)
        ]
    )


def _calm(word: re.Match[str]) -> str:
    small = word[0].lower()
    # A letter whose small form is longer (İ) would put all that follow it out of place.
    return small if word[0].isupper() and len(small) == len(word[0]) else word[0]
