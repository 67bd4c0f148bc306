"""Writes abuse and fair comments: no set shows single insults, names of places, or quoted abuse."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from workers.training.corpus import Example
from workers.training.obfuscation import obfuscate
from workers.training.written import open_book

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEED = 20261123
_EACH = 25  # examples a pattern, before equal ones are dropped

# Book, kind, and how many times `_EACH`. Each kind but `fair` is abuse.
_GERMAN = (
    ("german_abuse", "insult", 1),
    ("german_abuse", "threat", 1),
    ("german_abuse", "group", 1),
    ("german_identity", "group", 2),
    ("german_fair", "fair", 2),
    ("german_identity", "fair", 6),
    ("german_everyday", "fair", 2),
)
_ENGLISH = (
    ("english_abuse", "insult", 1),
    ("english_abuse", "group", 1),
    ("english_identity", "group", 2),
    ("english_abuse", "fair", 2),
    ("english_identity", "fair", 8),
)


def german_abuse() -> list[Example]:
    """Write German examples, the same ones each time; `kind` is `insult`, `threat`, `group` or `fair`.

    Each counts a third of a real one: it shows words, not how people write.
    """
    return _write(_GERMAN, 0.3)


def english_abuse() -> list[Example]:
    """Write English examples; each counts double, to be heard among a hundred thousand real ones."""
    return _write(_ENGLISH, 2.0)


def _write(plan: Sequence[tuple[str, str, int]], weight: float) -> list[Example]:
    chance = random.Random(_SEED)
    written = [
        Example(text, int(kind != "fair"), "train", kind, "patterns", weight)
        for book, kind, times in plan
        for text in open_book(book).write(kind, times * _EACH, chance)
    ]
    # A disguised copy of each, abuse and fair alike: a disguise alone must prove nothing.
    disguised = [replace(row, text=obfuscate(row.text, chance), weight=weight / 2) for row in written]
    return [*written, *disguised]
