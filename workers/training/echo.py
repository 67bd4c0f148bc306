"""What the compact transformer says of texts that nobody labelled so: the linear heads learn from it too.

A head that saw only its own set knows that set's words. The transformer carries a set's notion of what is
offensive to other texts; from what it says of those a linear head learns their words, at no cost when scoring
(docs/adr/0028-what-the-transformer-knows-handed-down.md).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse

from workers.training.abuse import english_abuse, german_abuse
from workers.training.compact.lessons import HEADS, part
from workers.training.corpus import read_set, split_of
from workers.training.fit import Array, matrix
from workers.training.own import own_comments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workers.training.heads import HeadPlan

_SEED = 20261126
_SAMPLE = {"patterns": 4000, "jigsaw": 15_000}
_COUNTS = 0.3  # what a text without a label counts beside one with
_LONGEST = 1200  # code points of a text


@dataclass(frozen=True, slots=True)
class Echo:
    """Texts of a language, and what the compact transformer says of them.

    Attributes:
        features: Their feature matrix.
        margins: One column a head of the transformer.
    """

    features: scipy.sparse.csr_matrix
    margins: Array

    def chances(self, plan: HeadPlan) -> Array:
        """Give for each text how likely a head's label is, by the mean of the transformer's heads."""
        heard = self.margins[:, [HEADS.index(head) for head in plan.echoes]].mean(axis=1)
        chances: Array = 1 / (1 + np.exp(-heard))
        return chances

    def rows(self, plan: HeadPlan) -> tuple[list[scipy.sparse.csr_matrix], Array, Array]:
        """Give matrices, labels and weights: each text once with either label, as much as it is likely."""
        chances = self.chances(plan)
        labels = np.repeat([1, 0], len(chances))
        return [self.features] * 2, labels, _COUNTS * np.concatenate([chances, 1 - chances])


def listen(language: str, folder: Path, hear: Callable[[Sequence[str]], Array]) -> Echo:
    """Ask the compact transformer about a language's texts, and about parts of them.

    GermEval's tweets are left out: its dev part is by the same people.

    Args:
        language: `de` or `en`.
        folder: Where the sets are.
        hear: Gives the transformer's margins.
    """
    chance = random.Random(_SEED)
    own = own_comments(language)
    patterns = german_abuse() if language == "de" else english_abuse()
    drawn = [row.text for row in chance.sample(patterns, min(len(patterns), _SAMPLE["patterns"]))]
    whole = [
        *(comment.text for comment in own if not comment.dev),
        *drawn,
        *_of_sets(language, folder, chance),
    ]
    distinct = dict.fromkeys(text[:_LONGEST] for text in (*whole, *(part(text, chance) for text in whole)))
    dev = {comment.text for comment in own if comment.dev}  # a part of one may be the whole of another
    texts = [text for text in distinct if text not in dev]
    return Echo(matrix(texts), hear(texts))


def _of_sets(language: str, folder: Path, chance: random.Random) -> list[str]:
    """Give texts of the sets: of Jigsaw, the largest by far, some."""
    if language == "de":
        return [row.text for row in split_of(read_set(folder, "gahd_de", "hateful"), "train")]
    jigsaw = split_of(read_set(folder, "jigsaw_davidson_en", "offensive"), "train")
    hatemoji = split_of(read_set(folder, "hatemoji_build_en", "hateful"), "train")
    return [row.text for row in (*hatemoji, *chance.sample(jigsaw, min(len(jigsaw), _SAMPLE["jigsaw"])))]
