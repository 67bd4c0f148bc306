"""Reads the comments that were written for this project: no licensed set holds German news comments.

`comments/LANGUAGE/*.tsv` has a text a line, with its labels before it; `lexicon.tsv` has words and phrases.
A language model wrote and labelled them, by topic, in pairs that share their words and not their labels.
`held_out/LANGUAGE.tsv` was written apart from them, for `workers.measuring`, and is never trained on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workers.training.corpus import Example, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LABELS = ("toxic", "insult", "identity", "threat", "profanity", "sexual", "severe", "spam")
"""What a comment may be: the attributes in short, `toxic` for TOXICITY."""
_HERE = Path(__file__).parent
_LEXICON = "lexicon"
_OPENING = 3  # words that two comments of a pair often share
_DEV = 10  # one in so many comments is dev


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment of our own.

    Attributes:
        text: As a reader sees it.
        labels: Those of `LABELS` that it has.
        topic: Name of its file.
        dev: Kept out of what the compact transformer learns from.
    """

    text: str
    labels: frozenset[str]
    topic: str
    dev: bool

    @property
    def is_word(self) -> bool:
        """Say whether it is a word or phrase rather than a comment."""
        return self.topic == _LEXICON


def own_comments(language: str) -> list[OwnComment]:
    """Read what was written to train on.

    Args:
        language: `de` or `en`.
    """
    folder = _HERE / "comments" / language
    return [row for path in sorted(folder.glob("*.tsv")) for row in _read(path)]


def examples(comments: Iterable[OwnComment], label: str, weight: float, word: float) -> list[Example]:
    """Make examples of one label.

    Args:
        comments: The comments.
        label: One of `LABELS`.
        weight: What a comment counts in a fit.
        word: What an entry of the lexicon counts.
    """
    return [
        Example(
            comment.text,
            int(label in comment.labels),
            "dev" if comment.dev else "train",
            comment.topic,
            "own",
            word if comment.is_word else weight,
        )
        for comment in comments
    ]


def opening(text: str) -> str:
    """Give a text's first words, by which pairs are kept together."""
    return " ".join(text.lower().split()[:_OPENING])


def _read(path: Path) -> Iterator[OwnComment]:
    topic = path.stem
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        named, tab, text = line.partition("\t")
        labels = frozenset(named.split()) - {"-"}
        if not tab or not labels <= set(LABELS):
            raise ValueError(
                f"{path}, line {number}: no labels of {', '.join(LABELS)} and a tab before the text"
            )
        yield OwnComment(text, labels, topic, topic != _LEXICON and part_of(opening(text), _DEV) == 0)
