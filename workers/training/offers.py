"""What the scorer offers, and the texts on which each offer is calibrated."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from workers.training.compact.lessons import is_dev
from workers.training.corpus import Example, read_set, split_of
from workers.training.heads import gahd, germeval
from workers.training.own import examples, own_comments


@dataclass(frozen=True, slots=True)
class Offer:
    """A score that the scorer offers: an attribute in a language, and the heads it is read from.

    Attributes:
        languages: `de`, `en`, both, or `any` for every language.
        attribute: Its name.
        linear: Linear heads whose margins count.
        compact: Heads of the compact transformer that count at the second look; of those in one group
            the mean does: dev is small, and which of two like heads does better there says little elsewhere.
        gather: Reads the texts to calibrate on, which the transformer has not learned from.
        gather_more: Reads those that it has learned from: on them the linear heads are calibrated, too.
    """

    languages: tuple[str, ...]
    attribute: str
    linear: tuple[str, ...]
    compact: tuple[tuple[str, ...], ...]
    gather: Callable[[Path], list[Example]] = field(repr=False)
    gather_more: Callable[[Path], list[Example]] = field(default=lambda _: [], repr=False)


def _tweets(folder: Path, kinds: Collection[str] = (), *, apart: bool = True) -> list[Example]:
    """Give GermEval's tweets that were kept apart, or the others; with `kinds`, only these are positive.

    For German TOXICITY and INSULT nothing else: our own comments are tidier, and would make scores too sure
    of people's.
    """
    rows = [row for row in germeval(folder) if is_dev(row.text) == apart]
    return [replace(row, label=int(row.kind in kinds)) for row in rows] if kinds else rows


def _own_dev(label: str, *languages: str) -> list[Example]:
    return [
        row
        for language in languages
        for row in examples(own_comments(language), label, 1.0, 0.0)
        if row.split == "dev"
    ]


def _english_dev(folder: Path, one_in: int) -> list[Example]:
    return split_of(read_set(folder, "jigsaw_davidson_en", "offensive"), "dev")[::one_in]


def _harmless_dev(folder: Path) -> list[Example]:
    """Give ordinary texts, which hold none of the rarer attributes."""
    return [row for row in (*_tweets(folder), *_english_dev(folder, 12)) if not row.label]


def _spam_dev(folder: Path) -> list[Example]:
    rows = read_set(folder, "sms_spam_en", "spam") + read_set(folder, "youtube_spam", "spam")
    not_spam = [replace(row, label=0) for row in _tweets(folder)]
    return [*split_of(rows, "dev"), *_own_dev("spam", "de", "en"), *not_spam]


def _german_hate(folder: Path) -> list[Example]:
    return [*split_of(gahd(folder), "dev"), *_own_dev("identity", "de")]


def _english_toxic(folder: Path) -> list[Example]:
    return [*_english_dev(folder, 3), *_own_dev("toxic", "en")]


def _english_insults(folder: Path) -> list[Example]:
    return [*_own_dev("insult", "en"), *(row for row in _english_dev(folder, 12) if not row.label)]


def _english_hate(folder: Path) -> list[Example]:
    return [*_own_dev("identity", "en"), *(row for row in _english_dev(folder, 12) if not row.label)]


def _rare(label: str) -> Callable[[Path], list[Example]]:
    return lambda folder: [*_own_dev(label, "de", "en"), *_harmless_dev(folder)]


_BOTH = ("de", "en")
_HATE = ("hateful", "identity")
_insults = partial(_tweets, kinds=("INSULT", "ABUSE"))
OFFERS: tuple[Offer, ...] = (
    Offer(
        ("de",),
        "TOXICITY",
        ("de_toxicity",),
        (("offensive_de", "toxic"),),
        _tweets,
        partial(_tweets, apart=False),
    ),
    Offer(
        ("de",),
        "INSULT",
        ("de_insult",),
        (("insult_de", "insult"),),
        _insults,
        partial(_insults, apart=False),
    ),
    Offer(("de",), "IDENTITY_ATTACK", ("de_identity",), (_HATE,), _german_hate),
    # Hatred with a weight of its own ranks a little better, and takes the names of groups for toxic.
    Offer(("en",), "TOXICITY", ("en_toxicity",), (("offensive_en", "toxic", "hateful"),), _english_toxic),
    Offer(("en",), "INSULT", ("en_insult",), (("insult",),), _english_insults),
    Offer(("en",), "IDENTITY_ATTACK", ("en_identity",), (_HATE,), _english_hate),
    Offer(_BOTH, "THREAT", ("any_threat",), (("threat",),), _rare("threat")),
    Offer(_BOTH, "PROFANITY", ("any_profanity",), (("profanity",),), _rare("profanity")),
    Offer(_BOTH, "SEXUALLY_EXPLICIT", ("any_sexual",), (("sexual",),), _rare("sexual")),
    Offer(("any",), "SPAM", ("any_spam",), (("spam",),), _spam_dev),
)
