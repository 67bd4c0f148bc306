"""Reads the lists that measuring keeps beside its code: lines under headings, with comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_list(path: Path) -> list[tuple[str, str]]:
    """Give each line with the heading it stands under.

    Args:
        path: A text file; `# …` is a comment, `[…]` alone on a line a heading.
    """
    heading, found = "", []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            heading = line[1:-1]
        elif line.strip() and not line.startswith("#"):
            found.append((heading, line))
    return found
