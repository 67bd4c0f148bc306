"""Makes one-word examples: words of the insult lists, and words that harmless texts are full of.

Without them a text of one unknown word is scored by its letters alone, and places get flagged.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from workers.training.corpus import Example, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_WORD = re.compile(r"[^\W\d_]{3,}")
_WEIGHT = 0.1  # of one word against a real comment


def words_of_one_side(examples: Iterable[Example], least: int, mixed: float = 0.05) -> list[Example]:
    """Make examples of words that stand almost only in texts of one label.

    Args:
        examples: Labelled texts.
        least: Texts a word must stand in.
        mixed: Largest share of them that may have the other label.
    """
    seen, labelled = _texts_with(examples)
    return [
        Example(word, int(share > mixed), "train", "word", "", 3 * _WEIGHT)
        for word in sorted(seen)
        if seen[word] >= least and not mixed < (share := labelled[word] / seen[word]) < 1 - mixed
    ]


def word_examples(
    folder: Path, lists: Sequence[str], examples: Iterable[Example], least: int, most_toxic: float = 0.3
) -> list[Example]:
    """Make examples of listed insults and of words that stand mostly in harmless texts.

    Args:
        folder: Where the word lists are.
        lists: Their names; entries that harmless texts use are left out, as the lists hold many.
        examples: Labelled texts.
        least: Texts a harmless word must stand in.
        most_toxic: Largest share of them that may be toxic.
    """
    seen, toxic = _texts_with(examples)
    insults = dict.fromkeys(
        entry.lower()
        for name in lists
        for entry in read_words(folder, name)
        if toxic[entry.lower()] >= most_toxic * seen[entry.lower()]
    )
    harmless = [
        word
        for word in sorted(seen)
        if seen[word] >= least and toxic[word] <= most_toxic * seen[word] and word not in insults
    ]
    return [Example(word, 1, "train", "word", "wordlists", 5 * _WEIGHT) for word in insults] + [
        Example(word, 0, "train", "word", "wordlists", _WEIGHT) for word in harmless
    ]


def _texts_with(examples: Iterable[Example]) -> tuple[Counter[str], Counter[str]]:
    """Count for each word the texts that it stands in, and those of them with the label."""
    seen: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    for example in examples:
        words = set(_WORD.findall(example.text.lower()))
        seen.update(words)
        if example.label:
            labelled.update(words)
    return seen, labelled
