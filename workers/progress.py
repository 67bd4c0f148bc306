"""Shows how far a command has come, on a terminal only."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Advance = Callable[[int, int], None]


@contextmanager
def progress(stream: Any) -> Iterator[Advance]:
    """Show a bar over a file's bytes, or a count where nobody knows how much will come.

    Nothing is shown where stderr is no terminal, or where the output is on that terminal too.

    Args:
        stream: What is read.

    Yields:
        What to call with the number of lines done, and of their bytes.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda lines, size: None  # noqa: ARG005 (nothing is shown)
    elif size := _size(stream):
        with click.progressbar(length=size, label="scoring", file=sys.stderr) as bar:
            yield lambda _, size: bar.update(size)
    else:
        counter = _Counter()
        yield counter.advance
        counter.end()


def _size(stream: Any) -> int:
    """Give the size of a regular file, and 0 of a pipe or the like."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, AttributeError, ValueError):
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


class _Counter:
    """Counts lines on a terminal."""

    def __init__(self) -> None:
        self._lines = 0

    def advance(self, lines: int, _: int) -> None:
        """Count some more."""
        self._lines += lines
        click.echo(f"\rscored {self._lines:,} lines", err=True, nl=False)

    def end(self) -> None:
        """Leave the line."""
        click.echo(err=True)
