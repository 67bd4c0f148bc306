"""Writes abuse and fair comments from our own patterns: no set shows single insults, names of places, or quoted abuse."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from workers.training.corpus import Example
from workers.training.english_abuse_patterns import (
    ENGLISH_FAIR,
    ENGLISH_GROUP_ABUSE,
    ENGLISH_INSULTS,
    ENGLISH_PARTS,
)
from workers.training.german_abuse_patterns import (
    ABUSE_PARTS,
    GROUP_PATTERNS,
    INSULT_PATTERNS,
    THREAT_PATTERNS,
)
from workers.training.german_fair_patterns import FAIR_PARTS, FAIR_PATTERNS
from workers.training.obfuscation import obfuscate
from workers.training.patterns import fill_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SEED = 20261123
_WEIGHT = 0.3  # of one written example against a real one: it shows words, not how people write


def german_abuse(each: int = 25) -> list[Example]:
    """Write German examples, the same ones each time; `kind` is `insult`, `threat`, `group` or `fair`.

    Args:
        each: Examples a pattern, before equal ones are dropped.
    """
    chance = random.Random(_SEED)
    written = (
        *_write("insult", INSULT_PATTERNS, ABUSE_PARTS, each, chance),
        *_write("threat", THREAT_PATTERNS, ABUSE_PARTS, each, chance),
        *_write("group", GROUP_PATTERNS, ABUSE_PARTS, each, chance),
        *_write("fair", FAIR_PATTERNS, FAIR_PARTS, 2 * each, chance),
    )
    return _with_obfuscated(written, chance)


def english_abuse(each: int = 25) -> list[Example]:
    """Write English examples; `kind` is `insult`, `group` or `fair`.

    Args:
        each: Examples a pattern, before equal ones are dropped.
    """
    chance = random.Random(_SEED + 1)
    written = (
        *_write("insult", ENGLISH_INSULTS, ENGLISH_PARTS, each, chance),
        *_write("group", ENGLISH_GROUP_ABUSE, ENGLISH_PARTS, each, chance),
        *_write("fair", ENGLISH_FAIR, ENGLISH_PARTS, 2 * each, chance),
    )
    return _with_obfuscated(written, chance)


def _write(
    kind: str, patterns: Sequence[str], parts: Mapping[str, Sequence[str]], each: int, chance: random.Random
) -> list[Example]:
    return [
        Example(text, int(kind != "fair"), "train", kind, "patterns", _WEIGHT)
        for text in fill_all(patterns, parts, each, chance)
    ]


def _with_obfuscated(written: Sequence[Example], chance: random.Random) -> list[Example]:
    """Add a disguised copy of each, abuse and fair alike: a disguise alone must prove nothing."""
    disguised = [replace(row, text=obfuscate(row.text, chance), weight=row.weight / 2) for row in written]
    return [*written, *disguised]
