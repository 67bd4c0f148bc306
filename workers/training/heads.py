"""The heads, in the order of the weight table's columns, and what each is trained on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from workers.training.abuse import english_abuse, german_abuse
from workers.training.circles import in_largest_circle
from workers.training.corpus import Example, clean_tweet, part_of, read_set, split_of
from workers.training.german_spam import german_spam
from workers.training.own import examples, own_comments
from workers.training.toxic_spans import toxic_and_harmless_parts
from workers.training.word_examples import word_examples, words_of_one_side


@dataclass(frozen=True, slots=True)
class HeadPlan:
    """How one head is made.

    Attributes:
        name: Language and what it looks for; `any` where the language does not matter.
        gather: Reads its training examples, dev included, test left out.
        strength: Inverse of the regularisation, chosen on dev.
        rotated: True where the set is too small to spare a dev part: calibration then uses models
            that each left a fifth out, and the shipped one is fitted on all.
        leaning: True where features that lean to one label get more room, as dev asked for.
        echoes: Heads of the compact transformer that it also learns to agree with (`echo`).
    """

    name: str
    gather: Callable[[Path], list[Example]]
    strength: float
    rotated: bool = True
    leaning: bool = True
    echoes: tuple[str, ...] = ()


def germeval(folder: Path) -> list[Example]:
    """Offensive German tweets, training part."""
    rows = split_of(read_set(folder, "germeval2018_de", "offensive", "fine"), "train")
    strangers = in_largest_circle([row.text for row in rows])
    return [
        replace(row, text=clean_tweet(row.text), stranger=stranger)
        for row, stranger in zip(rows, strangers, strict=True)
    ]


def germeval_insults(folder: Path) -> list[Example]:
    """GermEval with INSULT and ABUSE as the label: someone is put down, alone or as one of a group."""
    return [replace(row, label=int(row.kind in {"INSULT", "ABUSE"})) for row in germeval(folder)]


def gahd(folder: Path) -> list[Example]:
    """GAHD's `hateful`, train and dev: against people for the group they belong to."""
    return [row for row in read_set(folder, "gahd_de", "hateful") if row.split != "test"]


def jigsaw(folder: Path, harmless_of_ten: int = 4) -> list[Example]:
    """Jigsaw's and Davidson's `offensive`, with some of the many harmless ones."""
    return [
        row
        for row in read_set(folder, "jigsaw_davidson_en", "offensive")
        if row.split == "train" and (row.label or part_of(row.text, 10) < harmless_of_ten)
    ]


def _harmless(rows: list[Example], one_in: int) -> list[Example]:
    """Give some of the harmless rows, as ordinary text for a head whose own set is peculiar."""
    return [row for row in rows if not row.label and part_of(row.text, one_in) == 0]


def german_toxicity(folder: Path) -> list[Example]:
    """GermEval, our comments, patterns and words; GAHD's harmless rows lend only words."""
    real = germeval(folder)
    words = word_examples(folder, ("ldnoobw_de", "ldnoobw2_de"), [*real, *gahd(folder)], 4)
    return [*real, *_own("de", "toxic"), *german_abuse(), *words]


def german_insult(folder: Path) -> list[Example]:
    """As toxicity, without threats and mere swear words."""
    real = germeval_insults(folder)
    words = [row for row in word_examples(folder, (), [*real, *gahd(folder)], 4) if not row.label]
    patterns = (row for row in german_abuse() if row.kind != "threat")
    return [*real, *_own("de", "insult"), *patterns, *words]


def german_identity(folder: Path) -> list[Example]:
    """GAHD, patterns about groups, and ordinary tweets: an insult to one person is no identity attack."""
    patterns = [replace(row, label=int(row.kind == "group")) for row in german_abuse()]
    return [*gahd(folder), *_own("de", "identity"), *patterns, *_harmless(germeval(folder), 2)]


def english_toxicity(folder: Path) -> list[Example]:
    """Jigsaw and Davidson, parts of news comments with and without a toxic span, our patterns, words."""
    real = [*jigsaw(folder), *toxic_and_harmless_parts(folder)]
    own = _own("en", "toxic", 3.0)
    return [*real, *own, *english_abuse(), *word_examples(folder, ("ldnoobw_en",), real, 15)]


def english_insult(folder: Path) -> list[Example]:
    """Our comments, and ordinary text: no set labels insults apart from the rest."""
    patterns = [
        replace(row, label=int(row.kind in {"insult", "group"}), weight=0.3) for row in english_abuse()
    ]
    return [*_own("en", "insult"), *patterns, *_harmless(jigsaw(folder), 8)]


def english_identity(folder: Path) -> list[Example]:
    """Our comments and patterns about groups, and ordinary text."""
    patterns = [replace(row, label=int(row.kind == "group"), weight=0.3) for row in english_abuse()]
    return [*_own("en", "identity"), *patterns, *_harmless(jigsaw(folder), 8)]


def threat(folder: Path) -> list[Example]:
    """Our comments in both languages, the German patterns, and ordinary text."""
    patterns = [replace(row, label=int(row.kind == "threat")) for row in german_abuse()]
    return [*_own_of_both("threat"), *patterns, *_ordinary(folder)]


def profanity(folder: Path) -> list[Example]:
    """Our comments in both languages, and ordinary text."""
    return [*_own_of_both("profanity"), *_ordinary(folder)]


def sexual(folder: Path) -> list[Example]:
    """Our comments in both languages, and ordinary text."""
    return [*_own_of_both("sexual"), *_ordinary(folder)]


def _own(language: str, label: str, weight: float = 1.0) -> list[Example]:
    """Give our comments of a language with one label; an entry of the lexicon counts a third."""
    return examples(own_comments(language), label, weight, weight / 3)


def _own_of_both(label: str) -> list[Example]:
    return [*_own("de", label), *_own("en", label)]


def _ordinary(folder: Path) -> list[Example]:
    """Give harmless texts of readers, which hold none of the rarer attributes."""
    return [*_harmless(germeval(folder), 2), *_harmless(jigsaw(folder), 16)]


def spam(folder: Path) -> list[Example]:
    """SMS, YouTube and our own spam; comments of other sets, even hateful ones, are not, and count little."""
    real = [*read_set(folder, "sms_spam_en", "spam"), *read_set(folder, "youtube_spam", "spam")]
    known = [row for row in real if row.split != "test"]
    tweets = split_of(read_set(folder, "germeval2018_de", "offensive"), "train")  # with their links
    other = [*tweets, *gahd(folder)[::2], *jigsaw(folder)[::12], *german_abuse()[::3]]
    return [
        *(replace(row, weight=3.0) for row in known),
        *german_spam(),
        *_own_of_both("spam"),
        *(replace(row, label=0, weight=0.3) for row in other),
    ]


def english(folder: Path) -> list[Example]:
    """English against German, texts and single words: decides where a text is too short for common words."""
    ours = [*germeval(folder), *gahd(folder), *german_abuse()]
    theirs = [*jigsaw(folder)[::8], *toxic_and_harmless_parts(folder)[::4], *english_abuse()[::4]]
    labelled = [replace(row, label=0, weight=1.0) for row in ours]
    labelled += [replace(row, label=1, weight=1.0) for row in theirs]
    return [*labelled, *words_of_one_side(labelled, 2)]


HEADS: tuple[HeadPlan, ...] = (
    HeadPlan("de_toxicity", german_toxicity, 0.3, echoes=("offensive_de", "toxic")),
    HeadPlan("de_insult", german_insult, 0.3, echoes=("insult_de", "insult")),
    HeadPlan("de_identity", german_identity, 0.3, echoes=("hateful", "identity")),
    # Large enough to leave its dev split out of the fit.
    HeadPlan("en_toxicity", english_toxicity, 0.2, rotated=False, echoes=("offensive_en", "toxic")),
    HeadPlan("en_insult", english_insult, 0.3, echoes=("insult",)),
    HeadPlan("en_identity", english_identity, 0.3, echoes=("hateful", "identity")),
    HeadPlan("any_threat", threat, 0.3),
    HeadPlan("any_profanity", profanity, 0.3),
    HeadPlan("any_sexual", sexual, 0.3),
    HeadPlan("any_spam", spam, 4.0, leaning=False),
    HeadPlan("any_english", english, 1.0, rotated=False),
)
