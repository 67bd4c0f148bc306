"""Finds the phrases of a hashed list in texts: the list itself never ships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workers.scorers.ngrams import Hashes, words
from workers.scorers.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from workers.scorers.ngrams import Words
    from workers.scorers.normalise import Folded

LONGEST_PHRASE = 4  # words
_FILTER_BITS = 22
_STEP = np.uint64(0xD6E8FEB86659FD93)


def phrase_hashes(
    hashes: Hashes, rows: npt.NDArray[np.int64], length: int
) -> tuple[Hashes, npt.NDArray[np.bool_]]:
    """Hash each run of `length` words.

    Args:
        hashes: Hash of every word of a batch.
        rows: Text of every word.
        length: Words in a phrase.

    Returns:
        Hash of the phrase that begins at each word, and whether it stays within one text.
    """
    last = max(hashes.size - length + 1, 0)
    total = np.zeros(last, np.uint64)
    for offset in range(length):
        total = (total ^ hashes[offset : offset + last]) * _STEP + np.uint64(length)
    return total, rows[:last] == rows[length - 1 : length - 1 + last]


def hash_phrases(phrases: Iterable[str]) -> Hashes:
    """Hash phrases as `Phrases` will look them up: sorted, distinct.

    Args:
        phrases: Phrases of one to four words; what folds to nothing is left out.
    """
    batch = fold(list(phrases))
    begins, _, hashes = words(batch)
    rows = batch.rows[begins]
    counts = np.bincount(rows, minlength=batch.size)
    found = []
    for length in range(1, LONGEST_PHRASE + 1):
        total, together = phrase_hashes(hashes, rows, length)
        found.append(total[together & (counts[rows[: total.size]] == length)])
    return np.unique(np.concatenate(found))


@dataclass(frozen=True, slots=True)
class Phrases:
    """A set of hashed phrases.

    Attributes:
        hashes: Sorted 64-bit hashes.
        sieve: One byte for each value of the hashes' first bits: most words stop here.
    """

    hashes: Hashes
    sieve: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, hashes: Hashes) -> Phrases:
        """Make the set from sorted hashes."""
        sieve = np.zeros(1 << _FILTER_BITS, np.bool_)
        sieve[hashes >> np.uint64(64 - _FILTER_BITS)] = True
        return cls(hashes, sieve)

    def contains(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Tell which of `hashes` are in the set."""
        likely = np.flatnonzero(self.sieve[hashes >> np.uint64(64 - _FILTER_BITS)])
        found = np.zeros(hashes.size, np.bool_)
        if likely.size:
            at = np.minimum(np.searchsorted(self.hashes, hashes[likely]), self.hashes.size - 1)
            found[likely] = self.hashes[at] == hashes[likely]
        return found

    def spans(self, batch: Folded, spoken: Words) -> list[list[tuple[int, int]]]:
        """Find the phrases in each text.

        Args:
            batch: Folded texts.
            spoken: Their words.

        Returns:
            For each text the spans in its original code points.
        """
        spans: list[list[tuple[int, int]]] = [[] for _ in range(batch.size)]
        begins, ends, hashes = spoken
        rows = batch.rows[begins]
        for length in range(1, LONGEST_PHRASE + 1):
            total, together = phrase_hashes(hashes, rows, length)
            for at in np.flatnonzero(self.contains(total) & together).tolist():
                begin, end = begins[at], ends[at + length - 1]
                spans[int(rows[at])].append((int(batch.source[begin]), int(batch.source[end - 1]) + 1))
        return spans


def load_phrases(name: str, folder: Path) -> Phrases:
    """Read a hashed list that `moderato train` built.

    Args:
        name: Of its file, without `.npy`.
        folder: Where the arrays are.
    """
    return Phrases.of(np.load(folder / f"{name}.npy", allow_pickle=False))
