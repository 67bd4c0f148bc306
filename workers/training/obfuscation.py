"""Disguises words the ways that normalisation cannot undo: censored, dropped, swapped and split letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_SHORTEST = 4  # letters of a word worth disguising
_VOWELS = "aeiouäöü"


def obfuscate(text: str, chance: random.Random) -> str:
    """Disguise one or two words of a text.

    Args:
        text: Any text.
        chance: Source of randomness.
    """
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= _SHORTEST]
    for at in chance.sample(long, min(len(long), chance.randint(1, 2))):
        words[at] = _disguise(words[at], chance)
    return " ".join(words)


def _disguise(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(5)
    if kind == 0:
        vowels = [place for place, letter in enumerate(word) if letter.lower() in _VOWELS and place]
        at = chance.choice(vowels) if vowels else at
        return word[:at] + chance.choice("**#_.") + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:  # noqa: PLR2004 (the third kind)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 3:  # noqa: PLR2004 (the fourth)
        return word[:at] + chance.choice([" ", "-", ".", "*", "_"]) + word[at:]
    return word[:1] + "*" * (len(word) - 2) + word[-1:]
