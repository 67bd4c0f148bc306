"""Makes the compact transformer that ships: pretrained weights in, a teacher, its student, int8 out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.training.compact.distil import distil
from workers.training.compact.export import export
from workers.training.compact.lessons import lessons
from workers.training.compact.teach import teach

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workers.training.compact.pretrained import Pretrained


def make(pretrained: Pretrained, folder: Path, into: Path, say: Callable[[str], None]) -> None:
    """Make it.

    Args:
        pretrained: What to begin with.
        folder: Where the sets are.
        into: Where its files go.
        say: Told how it goes.
    """
    gathered = lessons(folder)
    teacher = teach(pretrained, gathered, say)
    export(distil(teacher, gathered, folder, say), teacher.tokenizer, into)
