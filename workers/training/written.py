"""Writes texts from the pattern books in `patterns/`, the same ones every time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_BOOKS = Path(__file__).parent / "patterns"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class PatternBook:
    """Patterns and what fills their slots.

    Attributes:
        parts: What may fill each slot.
        patterns: Texts with `{slots}`, by kind.
    """

    parts: Mapping[str, Sequence[str]]
    patterns: Mapping[str, Sequence[str]]

    def write(self, kind: str, each: int, chance: random.Random) -> list[str]:
        """Fill every pattern of a kind several times; give the distinct texts, in order.

        Args:
            kind: Key of `patterns`.
            each: How often each is filled.
            chance: Source of randomness.
        """
        texts = (text for pattern in self.patterns[kind] for text in self._fill(pattern, each, chance))
        return list(dict.fromkeys(texts))

    def _fill(self, pattern: str, each: int, chance: random.Random) -> list[str]:
        """Fill one pattern; a lone slot gets every choice, so that no word is missed."""
        if alone := _SLOT.fullmatch(pattern):
            return [fill(choice, self.parts, chance) for choice in self.parts[alone.group(1)]]
        return [fill(pattern, self.parts, chance) for _ in range(each)]


def open_book(name: str) -> PatternBook:
    """Read a pattern book.

    Args:
        name: Of its file in `patterns/`, without `.json`. Choices for a slot are divided by `|`.
    """
    book = json.loads((_BOOKS / f"{name}.json").read_text("utf-8"))
    return PatternBook(
        {slot: choices.split("|") for slot, choices in book["parts"].items()}, book["patterns"]
    )


def fill(pattern: str, parts: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    """Fill a pattern's slots; what fills a slot may have slots itself.

    Args:
        pattern: Text with `{slots}`.
        parts: What may fill each slot.
        chance: Source of randomness.

    Raises:
        KeyError: For a slot that nothing fills.
    """
    while match := _SLOT.search(pattern):
        pattern = pattern[: match.start()] + chance.choice(parts[match.group(1)]) + pattern[match.end() :]
    return pattern
