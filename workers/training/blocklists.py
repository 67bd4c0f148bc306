"""Builds the hashed block list and shortener list from the word lists, without what harmless comments say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workers.scorers.ngrams import words
from workers.scorers.normalise import fold
from workers.scorers.phrases import LONGEST_PHRASE, Phrases, hash_phrases, phrase_hashes
from workers.scorers.shorteners import hash_host
from workers.training.corpus import read_set, read_words
from workers.training.german_spam import german_spam

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Hashes = npt.NDArray[np.uint64]

_PHRASE = re.compile(r"[^\W_]+(?:[ -][^\W_]+){0,3}")
_SHORTEST_WORD = 6  # letters; a shorter word alone is too often somebody's name
_SHORTEST_PHRASE = 8
_AT_ONCE = 256


def build_block_list(folder: Path) -> Hashes:
    """Hash the phrases fit to ship: whole words, long enough, and in no harmless text.

    Args:
        folder: Where the sets and word lists are.
    """
    fit = [entry for entry in read_words(folder, "comment_blocklist") if _is_phrase(entry)]
    listed = hash_phrases(fit)
    lookup = Phrases.of(listed)
    harmless: set[int] = set()
    for hashes in _hashes_of(_harmless(folder)):
        harmless.update(hashes[lookup.contains(hashes)].tolist())
    return np.setdiff1d(listed, np.fromiter(harmless, np.uint64, len(harmless)))


def build_shorteners(folder: Path) -> Hashes:
    """Hash the hosts of link shorteners."""
    hosts = {entry.strip("/").removeprefix("www.").lower() for entry in read_words(folder, "link_shorteners")}
    return np.array(sorted(hash_host(host) for host in hosts if host), np.uint64)


def _is_phrase(entry: str) -> bool:
    if not _PHRASE.fullmatch(entry):
        return False
    return len(entry) >= (_SHORTEST_PHRASE if " " in entry or "-" in entry else _SHORTEST_WORD)


def _harmless(folder: Path) -> Iterator[str]:
    for name, label in (
        ("germeval2018_de", "offensive"),
        ("gahd_de", "hateful"),
        ("jigsaw_davidson_en", "offensive"),
    ):
        # Hateful or not, none of these is spam.
        yield from (row.text for row in read_set(folder, name, label) if row.split != "test")
    for name in ("sms_spam_en", "youtube_spam"):
        yield from (
            row.text for row in read_set(folder, name, "spam") if row.split != "test" and not row.label
        )
    yield from (row.text for row in german_spam() if not row.label)


def _hashes_of(texts: Iterable[str]) -> Iterator[Hashes]:
    pending = list(texts)
    for begin in range(0, len(pending), _AT_ONCE):
        batch = fold(pending[begin : begin + _AT_ONCE])
        starts, _, hashes = words(batch)
        for length in range(1, LONGEST_PHRASE + 1):
            yield phrase_hashes(hashes, batch.rows[starts], length)[0]
