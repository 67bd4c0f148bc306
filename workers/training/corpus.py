"""Reads the labelled sets from a folder, cleaned and cut into train, dev and test."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ADDRESS = re.compile(r"https?://\S+")
_MENTION = re.compile(r"@\w+")
_REPLACED = (("|LBR|", "\n"), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&"), ("\ufeff", ""))


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text.

    Attributes:
        text: As a reader sees it.
        label: 1 where it is what the head looks for.
        split: `train`, `dev` or `test`.
        kind: A finer label or the template, where the set has one.
        source: Name of the set.
        weight: What it counts in a fit.
        stranger: By one of the authors that calibration takes as unknown (`circles`).
    """

    text: str
    label: int
    split: str
    kind: str = ""
    source: str = ""
    weight: float = 1.0
    stranger: bool = False


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read a set's rows.

    Args:
        folder: Where the sets are.
        name: Of the set, without `.jsonl.gz`.

    Raises:
        FileNotFoundError: Where the set is not in the folder; `docs/training-data.md` names its source.
    """
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_set(folder: Path, name: str, label: str, kind: str = "") -> list[Example]:
    """Read a set as examples.

    Args:
        folder: Where the sets are.
        name: Of the set.
        label: The field that holds the label.
        kind: The field that holds the finer label, if any.
    """
    return [
        Example(row["text"], int(row[label]), row.get("split", "test"), row.get(kind, ""), name)
        for row in read_rows(folder, name)
    ]


def read_words(folder: Path, name: str) -> list[str]:
    """Read a word list, one entry a line.

    Args:
        folder: Where the sets are; lists are in `wordlists/`.
        name: Of the list, without `.txt`.
    """
    lines = (folder / "wordlists" / f"{name}.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip()]


def clean_tweet(text: str) -> str:
    """Take out of a tweet what only tweets have: handles and short links name people, not manners."""
    text = _MENTION.sub("@", _ADDRESS.sub(" ", text))
    for found, put in _REPLACED:
        text = text.replace(found, put)
    return text


def part_of(text: str, parts: int) -> int:
    """Give the part a text falls into, the same on every machine.

    Args:
        text: Any text; equal texts fall into the same part.
        parts: How many there are.
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") % parts


def split_of(examples: Iterable[Example], split: str) -> list[Example]:
    """Give the examples of one split."""
    return [example for example in examples if example.split == split]
