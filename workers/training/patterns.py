"""Fills patterns: texts with `{slots}`, each filled by chance from a list, the same way every time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

_SLOT = re.compile(r"\{(\w+)\}")


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


def fill_all(
    patterns: Sequence[str], parts: Mapping[str, Sequence[str]], each: int, chance: random.Random
) -> list[str]:
    """Fill every pattern several times and give the distinct texts, in order.

    Args:
        patterns: Texts with `{slots}`.
        parts: What may fill each slot.
        each: How often each pattern is filled.
        chance: Source of randomness.
    """
    return list(dict.fromkeys(fill(pattern, parts, chance) for pattern in patterns for _ in range(each)))
