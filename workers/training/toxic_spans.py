"""Makes toxic and harmless examples of news comments whose toxic words were marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workers.training.corpus import Example, read_rows

if TYPE_CHECKING:
    from pathlib import Path

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_SHORTEST = 30  # letters of a harmless part worth learning from


def toxic_and_harmless_parts(folder: Path) -> list[Example]:
    """Cut comments into sentences with a marked span (toxic) and without one (harmless).

    The set holds toxic comments only. Their other sentences are what news readers write when they are
    not toxic, on the same subjects: without them a head would learn that news is toxic.

    Args:
        folder: Where the sets are.
    """
    examples = []
    for row in read_rows(folder, "toxic_spans_en"):
        if row["split"] != "train" or not row["spans"]:
            continue
        for match in _SENTENCE.finditer(row["text"]):
            toxic = any(begin < match.end() and end > match.start() for begin, end in row["spans"])
            if toxic or len(match.group().strip()) >= _SHORTEST:
                examples.append(Example(match.group().strip(), int(toxic), "train", "", "toxic_spans_en"))
    return examples
