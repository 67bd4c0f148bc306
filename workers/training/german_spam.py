"""Writes German comment spam, and as many harmless comments, from patterns made up for this project.

No set of genuine German comment spam could be found. Everything here is our own wording.
"""

from __future__ import annotations

import random

from workers.training.corpus import Example, part_of
from workers.training.german_ham_patterns import HAM_PARTS, HAM_PATTERNS
from workers.training.german_spam_patterns import SPAM_PARTS, SPAM_PATTERNS
from workers.training.patterns import fill_all

_SEED = 20261122


def german_spam(each: int = 60) -> list[Example]:
    """Write spam and ham examples, the same ones each time.

    Args:
        each: Examples a pattern of spam; ham patterns are filled to an equal total.
    """
    chance = random.Random(_SEED)
    spam = fill_all(SPAM_PATTERNS, SPAM_PARTS, each, chance)
    ham = fill_all(HAM_PATTERNS, HAM_PARTS, -(-len(spam) // len(HAM_PATTERNS)), chance)[: len(spam)]
    return [_example(text, 1) for text in spam] + [_example(text, 0) for text in ham]


def _example(text: str, label: int) -> Example:
    # By text, so that a filling never stands in two splits.
    return Example(text, label, "dev" if part_of(text, 10) == 0 else "train", "", "german_spam")
