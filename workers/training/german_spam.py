"""Writes German comment spam, and as many harmless comments, from patterns made up for this project.

No set of genuine German comment spam could be found. Everything here is our own wording.
"""

from __future__ import annotations

import random

from workers.training.corpus import Example, part_of
from workers.training.written import open_book

_SEED = 20261122
_EACH = 60  # examples a pattern of spam; of ham twice that, since many fill alike; as many are drawn


def german_spam() -> list[Example]:
    """Write spam and ham examples, the same ones each time."""
    chance = random.Random(_SEED)
    spam = open_book("german_spam").write("spam", _EACH, chance)
    book = open_book("german_ham")
    ham = chance.sample(book.write("ham", 2 * _EACH, chance), len(spam))
    return [_example(text, 1) for text in spam] + [_example(text, 0) for text in ham]


def _example(text: str, label: int) -> Example:
    # By text, so that a filling never stands in two splits.
    return Example(text, label, "dev" if part_of(text, 10) == 0 else "train", "", "german_spam")
