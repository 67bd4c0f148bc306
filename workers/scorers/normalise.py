"""Undoes obfuscation over a whole batch at once, and remembers where each folded letter came from.

Everything works on arrays of code points, so the time is linear in the text whatever it holds.
The order matters: fold, join spaced-out letters, read look-alikes, then shorten repeats.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from service.domain.leet import LEAST_LETTERS, LEET, MOST_SIGNS, NOT_FIRST, NOT_LAST
from workers.scorers.folding import (
    BLANK,
    CONFUSABLE,
    DIAERESIS,
    DIGIT,
    LETTER,
    SPACE,
    TABLE_SIZE,
    Codes,
    Flags,
    fold_table,
    kinds,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Offsets = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

SPACED_OUT = 4  # single letters in a row ("I d i o t") from which they are read as one word


@dataclass(frozen=True, slots=True)
class Folded:
    """A batch of texts after folding, in one array.

    Attributes:
        codes: Code points; each text is 0, space, its letters, space.
        kinds: What each code point is (see `folding`).
        rows: Index of the text each code point belongs to.
        source: Offset in the original text that each code point came from, in code points.
        size: Number of texts.
    """

    codes: Codes
    kinds: Flags
    rows: Offsets
    source: Offsets
    size: int

    def text(self, row: int) -> str:
        """Give one folded text, for tests and people."""
        return "".join(map(chr, self.codes[self.rows == row][1:])).strip()

    def keep(self, mask: Mask) -> Folded:
        """Give the same batch without the code points that `mask` leaves out."""
        return Folded(self.codes[mask], self.kinds[mask], self.rows[mask], self.source[mask], self.size)

    def replace(self, codes: Codes) -> Folded:
        """Give the same batch with other letters in the same places."""
        return Folded(codes, kinds(codes), self.rows, self.source, self.size)


def fold(texts: Sequence[str]) -> Folded:
    """Fold a batch: case, width, accents, umlauts, invisible and look-alike letters, leetspeak, repeats.

    Args:
        texts: The texts; lone surrogates are allowed and dropped.
    """
    folded = _expand(_pad(texts))
    return _shorten_repeats(_read_leetspeak(_read_homoglyphs(_join_spaced_out(_single_spaces(folded)))))


def _pad(texts: Sequence[str]) -> Folded:
    joined = "".join(f"\0 {text.replace(chr(0), ' ')} " for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter((len(text) + 3 for text in texts), np.int64, len(texts))
    rows = np.repeat(np.arange(len(texts)), lengths)
    starts = np.cumsum(lengths) - lengths
    # The two code points put in front belong to offset 0, the one behind to the end.
    source = np.arange(codes.size) - np.repeat(starts, lengths) - 2
    return Folded(codes, np.empty(0, np.uint8), rows, np.maximum(source, 0), len(texts))


def _expand(batch: Folded) -> Folded:
    """Put in place of each code point what it folds to."""
    table = fold_table()
    beyond = batch.codes >= TABLE_SIZE
    index = np.where(beyond, SPACE, batch.codes) if beyond.any() else batch.codes
    lengths = table.length[index]
    lengths[batch.codes == 0] = 1
    origin = np.repeat(np.arange(batch.codes.size), lengths)
    within = np.arange(origin.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    codes = table.flat[np.minimum(table.start[index][origin] + within, table.flat.size - 1)]
    unfolded = batch.codes[origin]
    special = (unfolded == 0) | (unfolded >= TABLE_SIZE)
    codes = np.where(special, unfolded, codes)
    return _compose_umlauts(codes, batch.rows[origin], batch.source[origin], batch.size)


def _compose_umlauts(codes: Codes, rows: Offsets, source: Offsets, size: int) -> Folded:
    marks = np.flatnonzero(codes == DIAERESIS)
    if marks.size == 0:
        return Folded(codes, kinds(codes), rows, source, size)
    after_vowel = np.isin(codes[marks - 1], [ord(c) for c in "aou"])
    codes[marks[after_vowel]] = ord("e")
    keep = np.ones(codes.size, np.bool_)
    keep[marks[~after_vowel]] = False
    codes = codes[keep]
    return Folded(codes, kinds(codes), rows[keep], source[keep], size)


def _single_spaces(batch: Folded) -> Folded:
    blank = batch.kinds == BLANK
    repeated = np.zeros(blank.size, np.bool_)
    repeated[1:] = blank[1:] & blank[:-1]
    return batch.keep(~repeated) if repeated.any() else batch


def _join_spaced_out(batch: Folded) -> Folded:
    """Drop the separators in "I d i o t" and "I.d.i.o.t"."""
    letter = (batch.kinds == LETTER) | (batch.kinds == DIGIT)
    alone = np.flatnonzero(letter[1:-1] & ~letter[:-2] & ~letter[2:]) + 1
    if alone.size < SPACED_OUT:
        return batch
    linked = (np.diff(alone) == 2) & (batch.rows[alone[1:]] == batch.rows[alone[:-1]])  # noqa: PLR2004
    edges = np.flatnonzero(np.diff(np.concatenate(([False], linked, [False])).astype(np.int8)))
    begins, ends = edges[::2], edges[1::2]
    long = ends - begins + 1 >= SPACED_OUT
    keep = np.ones(batch.codes.size, np.bool_)
    marks = np.zeros(linked.size + 1, np.int64)
    marks[begins[long]] += 1
    marks[ends[long]] -= 1
    keep[alone[np.flatnonzero(np.cumsum(marks)[:-1])] + 1] = False
    return batch.keep(keep)


@functools.cache
def _letter_map(which: str) -> Codes:
    table = np.zeros(TABLE_SIZE, np.uint32)
    for sign, letter in (CONFUSABLE if which == "confusable" else LEET).items():
        table[ord(sign)] = ord(letter)
    return table


def _mapped(batch: Folded, which: str) -> Codes:
    """Give for each code point the letter it may stand for, or 0."""
    return _letter_map(which)[np.where(batch.codes < TABLE_SIZE, batch.codes, 0)]


def _read_homoglyphs(batch: Folded) -> Folded:
    """Read Greek and Cyrillic look-alikes as Latin inside words that are Latin otherwise."""
    looks_like = _mapped(batch, "confusable")
    if not looks_like.any():
        return batch
    word = np.cumsum(batch.kinds >= BLANK)
    latin = (batch.kinds == LETTER) & (batch.codes < 0x250)  # noqa: PLR2004 (end of Latin Extended-B)
    mixed = (np.bincount(word, latin) > 0)[word] & (looks_like > 0)
    return batch.replace(np.where(mixed, looks_like, batch.codes))


def _read_leetspeak(batch: Folded) -> Folded:
    """Read digits and signs as the letters they stand for, by the rules of `read_leet`."""
    stands_for = _mapped(batch, "leet")
    if not stands_for.any():
        return batch
    letter = batch.kinds == LETTER
    signs = (stands_for > 0) & ~letter
    begins, ends = _borders(signs)
    before, after, size = letter[begins - 1], letter[ends], ends - begins
    inside = before & after & (size <= MOST_SIGNS)
    first = ~before & after & (size == 1) & _may_be(NOT_FIRST)[batch.codes[begins]]
    if not inside.any() and not first.any():
        return batch
    last = before & ~after & (size == 1) & _may_be(NOT_LAST)[batch.codes[begins]]
    word = np.cumsum(np.diff(letter | signs, prepend=False))  # number of the run that a place is in
    signs_inside = np.bincount(word[begins[inside]], size[inside], word[-1] + 1)
    letters = (np.bincount(word, letter) + signs_inside)[word[begins]]
    read = inside | first & (letters >= LEAST_LETTERS) | last & (signs_inside[word[begins]] > 0)
    chosen = np.repeat(read, size)
    at = np.flatnonzero(signs)[chosen]
    codes = batch.codes.copy()
    codes[at] = stands_for[at]
    return batch.replace(codes)


def _borders(mask: Mask) -> tuple[Offsets, Offsets]:
    """Give begin and end of each run of true values; the first and the last value are never true."""
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    return edges[::2], edges[1::2]


@functools.cache
def _may_be(none_of: str) -> Mask:
    """Give for each code point whether it is a sign for a letter, and none of those given."""
    table = np.zeros(TABLE_SIZE, np.bool_)
    table[[ord(sign) for sign in LEET if sign not in none_of]] = True
    return table


def _shorten_repeats(batch: Folded) -> Folded:
    """Keep one of three or more equal vowels and two of any other sign: Idiooot, dummmm, !!!!!."""
    changes = np.flatnonzero(np.diff(batch.codes)) + 1
    starts = np.concatenate(([0], changes)).astype(np.int64)
    lengths = np.diff(np.append(starts, batch.codes.size))
    if batch.codes.size == 0 or lengths.max() <= 2:  # noqa: PLR2004
        return batch
    vowel = np.isin(batch.codes[starts], [ord(c) for c in "aeiou"])
    allowed = np.where(lengths > 2, np.where(vowel, 1, 2), lengths)  # noqa: PLR2004
    position = np.arange(batch.codes.size) - np.repeat(starts, lengths)
    return batch.keep(position < np.repeat(allowed, lengths))
