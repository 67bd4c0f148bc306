"""Distils the student, which ships: it learns to say what the teacher says, of texts without labels too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from workers.scorers.compact import begins_word, join_words
from workers.training.compact.batches import forget, rows_of, tensors
from workers.training.compact.course import Course, settle, take
from workers.training.compact.lessons import HEADS, unlabelled
from workers.training.compact.network import Student, mean_share
from workers.training.compact.teach import PIECES, label_loss, seen, targets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

    from workers.training.compact.batches import Row
    from workers.training.compact.lessons import Lesson
    from workers.training.compact.teach import Teacher

_LAYERS = (0, 2, 4)
"""Of the teacher's six."""
_COURSE = Course("distilled", epochs=2, rate=3e-4)
_SUREST = 8.0  # log-odds of the teacher; more says nothing more
_BY_LABEL = 0.5  # what the labels count beside the teacher


def distil(teacher: Teacher, lessons: Sequence[Lesson], folder: Path, say: Callable[[str], None]) -> Student:
    """Make a student that says what the teacher says; some 20 minutes on one core.

    Args:
        teacher: Who has learned the lessons.
        lessons: Them.
        folder: Where the sets are.
        say: Told how it goes.
    """
    settle()
    texts = [*(lesson.text for lesson in lessons), *unlabelled(lessons, folder)]
    said = torch.from_numpy(np.clip(teacher.margins(texts), -_SUREST, _SUREST))
    say(f"the teacher read {len(texts)} texts")
    rows = rows_of(teacher.tokenizer, [seen(text) for text in texts], PIECES)
    begins = _begins(teacher.tokenizer)
    labels, weights = (_longer(each, len(texts)) for each in targets(lessons))
    student = Student(teacher.network, _LAYERS)

    def loss_of(lot: list[int]) -> torch.Tensor:
        tokens, _ = tensors(rows, lot)
        words = _words(rows, lot, begins)
        mask = words.sum(2) > 0
        with torch.autocast("cpu", torch.bfloat16):
            shares = student(forget(tokens), words, mask)
        margins = mean_share(shares.float(), mask)
        by_teacher = nn.functional.smooth_l1_loss(margins, said[lot])
        return by_teacher + _BY_LABEL * label_loss(margins, labels[lot], weights[lot])

    take(_COURSE, student, rows, loss_of, say)
    return student


def _begins(tokenizer: Tokenizer) -> np.typing.NDArray[np.bool_]:
    """Say of each piece whether a word begins with it."""
    pieces = tokenizer.get_vocab()
    return np.array([begins_word(piece) for piece in sorted(pieces, key=pieces.__getitem__)])


def _words(rows: Sequence[Row], lot: Sequence[int], begins: np.typing.NDArray[np.bool_]) -> torch.Tensor:
    """Give what each token counts in each word's mean, padded to the longest text."""
    found = [join_words(begins[rows[at]]) for at in lot]
    words = torch.zeros(len(lot), max(len(each) for each in found), max(len(rows[at]) for at in lot))
    for place, each in enumerate(found):
        words[place, : each.shape[0], : each.shape[1]] = torch.from_numpy(each)
    return words


def _longer(known: torch.Tensor, rows: int) -> torch.Tensor:
    """Add rows in which nothing is known."""
    return torch.cat([known, torch.zeros(rows - len(known), len(HEADS))])
