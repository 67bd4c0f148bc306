"""Turns folded texts into hashed features: character n-grams, words and word pairs, each once a text."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workers.scorers.folding import DIGIT, LETTER

if TYPE_CHECKING:
    from workers.scorers.normalise import Folded

Keys = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Words = tuple[Keys, Keys, Hashes]
"""Begin and end (folded positions) and 64-bit hash of each word of a batch, in order."""

BITS = 20  # 2^20 buckets: 1 MiB of int8 weights a head on disk
SHORTEST, LONGEST = 2, 5  # 2 must stay: each length's hash is made from that of the length before
WORD, PAIR = 6, 7  # salts, after those of the n-gram lengths
LONGEST_WORD = 64  # letters; a longer run repeats its position weights, which only costs collisions
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_FACTOR = np.uint64(0x100000001B3)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where features stand in the folded batch.

    Attributes:
        bucket: Hashed feature, 0 to 2^BITS - 1.
        row: Text it stands in.
        begin: First folded position.
        end: One past the last folded position.
    """

    bucket: Keys
    row: Keys
    begin: Keys
    end: Keys

    def keep(self, mask: npt.NDArray[np.bool_]) -> Occurrences:
        """Give them without those that `mask` leaves out."""
        return Occurrences(self.bucket[mask], self.row[mask], self.begin[mask], self.end[mask])


@dataclass(frozen=True, slots=True)
class Features:
    """Distinct features of each text, as rows of a sparse matrix of ones.

    Attributes:
        buckets: Hashed features, sorted within each text.
        starts: Index of the first feature of each text, and the total at the end.
    """

    buckets: Keys
    starts: Keys


def _bucket(hashes: Hashes, salt: int) -> Keys:
    mixed = (hashes + np.uint64(salt)) * _MULTIPLIER
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


def _character_ngrams(batch: Folded) -> list[Occurrences]:
    codes = batch.codes.astype(np.uint64)
    inside = batch.codes != 0
    hashes, valid = codes, inside
    found = []
    for length in range(SHORTEST, LONGEST + 1):
        hashes = hashes[:-1] * _FACTOR + codes[length - 1 :]
        valid = valid[:-1] & inside[length - 1 :]
        at = np.flatnonzero(valid)
        mixed = hashes[at] ^ (hashes[at] >> np.uint64(29))
        found.append(Occurrences(_bucket(mixed, length), batch.rows[at], at, at + length))
    return found


@functools.cache
def _position_weights() -> Hashes:
    return np.random.Generator(np.random.PCG64(1)).integers(1, 2**63, LONGEST_WORD, np.uint64) | np.uint64(1)


def words(batch: Folded) -> Words:
    """Find every word: a run of letters and digits."""
    within = (batch.kinds == LETTER) | (batch.kinds == DIGIT)
    edges = np.flatnonzero(within[1:] != within[:-1]) + 1
    begins, ends = edges[::2], edges[1::2]
    if begins.size == 0:
        return begins, ends, np.empty(0, np.uint64)
    lengths = ends - begins
    at = np.repeat(begins - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    position = at - np.repeat(begins, lengths)
    weighed = (batch.codes[at] + np.uint64(7)) * _position_weights()[position % LONGEST_WORD]
    hashes = np.add.reduceat(weighed, np.cumsum(lengths) - lengths)
    return begins, ends, hashes ^ (hashes >> np.uint64(31))


def _words_and_pairs(batch: Folded, spoken: Words) -> list[Occurrences]:
    begins, ends, hashes = spoken
    if begins.size == 0:
        return []
    rows = batch.rows[begins]
    together = rows[1:] == rows[:-1]
    pairs = (hashes[:-1] * _FACTOR + hashes[1:])[together]
    return [
        Occurrences(_bucket(hashes, WORD), rows, begins, ends),
        Occurrences(_bucket(pairs, PAIR), rows[1:][together], begins[:-1][together], ends[1:][together]),
    ]


def occurrences(batch: Folded, spoken: Words) -> Occurrences:
    """Find every feature of every text, with its place.

    Args:
        batch: Folded texts.
        spoken: Their words.
    """
    found = _character_ngrams(batch) + _words_and_pairs(batch, spoken)
    return Occurrences(
        np.concatenate([part.bucket for part in found]),
        np.concatenate([part.row for part in found]),
        np.concatenate([part.begin for part in found]),
        np.concatenate([part.end for part in found]),
    )


def features(batch: Folded) -> Features:
    """Give the distinct features of each text."""
    return distinct(occurrences(batch, words(batch)), batch.size)


def distinct(found: Occurrences, size: int) -> Features:
    """Give each feature once a text: a repeated word must not outshout the rest.

    Args:
        found: Where they stand.
        size: Number of texts.
    """
    keys = (found.row << BITS) | found.bucket
    keys.sort()
    first = np.ones(keys.size, np.bool_)
    first[1:] = keys[1:] != keys[:-1]
    keys = keys[first]
    starts = np.searchsorted(keys, np.arange(size + 1) << BITS)
    return Features(keys & ((1 << BITS) - 1), starts)
