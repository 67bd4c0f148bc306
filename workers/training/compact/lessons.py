"""What the compact transformer learns from: every set with the labels it has, and no others."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.training.abuse import english_abuse, german_abuse
from workers.training.corpus import Example, clean_tweet, part_of, read_set, split_of
from workers.training.obfuscation import obfuscate
from workers.training.own import LABELS, own_comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

HEADS = ("offensive_de", "insult_de", "hateful", "offensive_en", *LABELS)
"""GermEval's two labels, GAHD's and Hatemoji's, Jigsaw's, and those of our own comments."""
_SEED = 20261125
_ENGLISH = 4000  # rows of Jigsaw of each label; the linear head learns from all
_PATTERNS = {"de": 4000, "en": 3000}
_DISGUISED = 8  # one in so many of our own comments is learned from in disguise too
_MORE, _PARTS, _PAIRS = 15_000, 15_000, 12_000  # texts without labels, of each kind
_LONGEST = 1200  # code points of them
_LEAST_WORDS, _DIVISIBLE = 4, 6
_DEV = 8  # one in so many of GermEval's training tweets is kept apart: the set has no dev part


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and what is known of it.

    Attributes:
        text: As a reader sees it.
        labels: 0 or 1 by head; a head that is not named learns nothing from it.
        weight: What it counts.
    """

    text: str
    labels: dict[str, int]
    weight: float = 1.0


def is_dev(tweet: str) -> bool:
    """Say whether a training tweet of GermEval is kept apart, to choose and calibrate with."""
    return part_of(tweet, _DEV) == 0


def lessons(folder: Path) -> list[Lesson]:
    """Gather all lessons, in a random order that is the same each time.

    Args:
        folder: Where the sets are.
    """
    chance = random.Random(_SEED)
    gathered = [
        *_germeval(folder),
        *_hateful(folder),
        *_jigsaw(folder, chance),
        *_spam(folder),
        *_own(chance),
        *_patterns(chance),
    ]
    chance.shuffle(gathered)
    return gathered


def unlabelled(gathered: Sequence[Lesson], folder: Path) -> list[str]:
    """Give texts that a student only hears its teacher on: more of Jigsaw, and parts of lessons.

    Args:
        gathered: The lessons.
        folder: Where the sets are.
    """
    chance = random.Random(_SEED)
    known = {lesson.text for lesson in gathered}
    rows = split_of(read_set(folder, "jigsaw_davidson_en", "offensive"), "train")
    more = [row.text[:_LONGEST] for row in rows if row.text not in known]
    chance.shuffle(more)
    # All but the English sets: German is what there is least of.
    whole = [lesson.text for lesson in gathered if not {"offensive_en", "spam"} >= lesson.labels.keys()]
    whole = [text for text in whole if len(text.split()) >= _LEAST_WORDS]
    parts = [part(chance.choice(whole), chance) for _ in range(_PARTS)]
    pairs = [
        f"{part(chance.choice(whole), chance)} {part(chance.choice(whole), chance)}" for _ in range(_PAIRS)
    ]
    return [*more[:_MORE], *parts, *pairs]


def part(text: str, chance: random.Random) -> str:
    """Give some words in a row, at most seven in ten of a longer text's."""
    words = text.split()
    if len(words) < _DIVISIBLE:
        return text
    size = chance.randint(3, max(4, len(words) * 7 // 10))
    begin = chance.randrange(len(words) - size + 1)
    return " ".join(words[begin : begin + size])


def _germeval(folder: Path) -> Iterator[Lesson]:
    for row in split_of(read_set(folder, "germeval2018_de", "offensive", "fine"), "train"):
        text = clean_tweet(row.text)
        if not is_dev(text):
            insult = int(row.kind in {"INSULT", "ABUSE"})
            yield Lesson(text, {"offensive_de": row.label, "insult_de": insult})


def _hateful(folder: Path) -> Iterator[Lesson]:
    for name in ("gahd_de", "hatemoji_build_en"):
        for row in split_of(read_set(folder, name, "hateful"), "train"):
            yield Lesson(row.text, {"hateful": row.label})


def _jigsaw(folder: Path, chance: random.Random) -> Iterator[Lesson]:
    rows = split_of(read_set(folder, "jigsaw_davidson_en", "offensive"), "train")
    for label in (1, 0):
        for row in chance.sample([row for row in rows if row.label == label], _ENGLISH):
            yield Lesson(row.text, {"offensive_en": row.label})


def _spam(folder: Path) -> Iterator[Lesson]:
    for name in ("sms_spam_en", "youtube_spam"):
        for row in split_of(read_set(folder, name, "spam"), "train"):
            yield Lesson(row.text, {"spam": row.label}, 0.5)


def _own(chance: random.Random) -> Iterator[Lesson]:
    for language in ("de", "en"):
        for comment in own_comments(language):
            if comment.dev:
                continue
            labels = {label: int(label in comment.labels) for label in LABELS}
            yield Lesson(comment.text, labels, 0.3 if comment.is_word else 1.0)
            if not comment.is_word and chance.randrange(_DISGUISED) == 0:
                yield Lesson(obfuscate(comment.text, chance), labels, 0.5)


def _patterns(chance: random.Random) -> Iterator[Lesson]:
    for language, rows in (("de", german_abuse()), ("en", english_abuse())):
        yield from _of_patterns(chance.sample(rows, _PATTERNS[language]))


def _of_patterns(rows: Iterable[Example]) -> Iterator[Lesson]:
    for row in rows:
        yield Lesson(row.text, {"toxic": row.label, "identity": int(row.kind == "group")}, 0.3)
