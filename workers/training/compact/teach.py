"""Teaches the teacher: six pretrained layers learn every set with the labels that it has."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from workers.scorers.legible import legible
from workers.training.compact.batches import forget, lots, rows_of, tensors
from workers.training.compact.course import SEED, Course, settle, take
from workers.training.compact.lessons import HEADS
from workers.training.compact.network import LONGEST, Network, mean_share
from workers.training.compact.vocabulary import build, choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from workers.training.compact.lessons import Lesson
    from workers.training.compact.pretrained import Pretrained

PIECES = 96
"""Of a text to learn from."""
_LAYERS = 6  # of twelve
_COURSE = Course("taught", epochs=2, rate=1.2e-4)
_LETTERS = 2000


@dataclass(frozen=True, slots=True)
class Teacher:
    """A network that has learned, and how texts are cut for it."""

    network: Network
    tokenizer: Tokenizer

    def margins(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give each text's log-odds, one column a head.

        Args:
            texts: As a reader sees them.
        """
        rows = rows_of(self.tokenizer, [seen(text) for text in texts], LONGEST - 2)
        found = np.zeros((len(texts), len(HEADS)), np.float32)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            for lot in lots(rows, random.Random(SEED)):
                tokens, mask = tensors(rows, lot)
                found[lot] = mean_share(self.network(tokens, mask).float(), mask).numpy()
        return found


def teach(pretrained: Pretrained, lessons: Sequence[Lesson], say: Callable[[str], None]) -> Teacher:
    """Make a network and teach it; 25 minutes on one core that keeps its memory (docs/operations.md).

    The same package, sets, library versions and kind of processor give the same bits.

    Args:
        pretrained: What it starts from.
        lessons: What it learns.
        say: Told how it goes.
    """
    settle()
    german = [seen(lesson.text) for lesson in lessons if _is_german(lesson)]
    english = [seen(lesson.text) for lesson in lessons if not _is_german(lesson)]
    kept = choose(pretrained, german, english)
    tokenizer = build(pretrained, kept)
    network = Network(pretrained, kept, _LAYERS, len(HEADS))
    rows = rows_of(tokenizer, [seen(lesson.text) for lesson in lessons], PIECES)
    labels, weights = targets(lessons)

    def loss_of(lot: list[int]) -> torch.Tensor:
        tokens, mask = tensors(rows, lot)
        with torch.autocast("cpu", torch.bfloat16):
            shares = network(forget(tokens), mask)
        return label_loss(mean_share(shares.float(), mask), labels[lot], weights[lot])

    take(_COURSE, network, rows, loss_of, say)
    return Teacher(network, tokenizer)


def _is_german(lesson: Lesson) -> bool:
    """Say whether a lesson counts as German when pieces are chosen: all but Jigsaw's and spam's do."""
    return not {"offensive_en", "spam"} >= lesson.labels.keys()


def seen(text: str) -> str:
    """Give a text as the networks read it."""
    return legible(text[:_LETTERS]).text


def targets(lessons: Sequence[Lesson]) -> tuple[torch.Tensor, torch.Tensor]:
    """Give labels and what they count: one row a lesson, one column a head."""
    labels = torch.zeros(len(lessons), len(HEADS))
    weights = torch.zeros(len(lessons), len(HEADS))
    for row, lesson in enumerate(lessons):
        for head, label in lesson.labels.items():
            labels[row, HEADS.index(head)] = label
            weights[row, HEADS.index(head)] = lesson.weight
    return labels, weights


def label_loss(margins: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Give the mean cross-entropy of the labels that are known."""
    each = nn.functional.binary_cross_entropy_with_logits(margins, labels, reduction="none")
    return (each * weights).sum() / weights.sum().clamp(min=1e-6)
