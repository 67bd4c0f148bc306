"""The built-in scorer: linear heads for what is clear, a second look at the rest, and rules for spam."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.domain.score import Assessment, Attribute, Scorable, Signal
from service.links import link_of
from service.reading import Reading, read
from workers.scorers.calibration import probability, read_calibration
from workers.scorers.explain import Question, strongest_words
from workers.scorers.language import SUPPORTED, UNKNOWN, language_of
from workers.scorers.linear import MODELS, load_linear
from workers.scorers.ngrams import distinct, occurrences, words
from workers.scorers.normalise import fold
from workers.scorers.phrases import load_phrases
from workers.scorers.second_look import Look, SecondLook
from workers.scorers.shorteners import load_shorteners, shorteners_among
from workers.scorers.spam_rules import Suspect, judge, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workers.scorers.calibration import Calibration
    from workers.scorers.linear import Floats
    from workers.scorers.ngrams import Occurrences
    from workers.scorers.normalise import Folded
    from workers.scorers.second_look import Heard


LONGEST_TEXT = 50_000  # code points scored of one comment: a score is about a comment, not about a book
_LARGEST_SLICE = 50_000  # code points scored at once, so that memory stays bounded whatever a batch holds
_EXPLAINED = 0.5  # scores over this get their words named
_ENGLISH = "any_english"  # the head that tells English from German
_OTHER = "other"  # calibration for languages without models of their own


@dataclass(slots=True)
class _Draft:
    """An assessment in the making."""

    comment: Scorable
    reading: Reading
    text: str
    language: str
    scores: dict[Attribute, float]
    signals: list[Signal]
    why: dict[Attribute, int]  # the offer that each score came from
    models: str  # language whose models score it
    facts: float = 0.0  # log-odds of SPAM that the rules add
    look: Look | None = None  # the second look at it, if there was one


class BuiltinScorer:
    """Scores German and English toxicity, and spam in any language.

    Attributes:
        name: `builtin`.
        version: Changes with the models and with `second_look`: a hash of both. What the rules in the code do
            changes with Moderato's own.
        looks: How many comments got the second look so far.
    """

    name = "builtin"

    def __init__(self, folder: Path | str = MODELS, second_look: str = "on") -> None:
        """Load the models.

        Args:
            folder: Where they are.
            second_look: `off` leaves the transformer out, `always` lets it read every comment.

        Raises:
            FileNotFoundError: A file is missing.
            ValueError: `second_look` is none of `on`, `off` and `always`.
        """
        if second_look not in {"on", "off", "always"}:
            raise ValueError(f"second_look is {second_look!r}; it must be on, off or always")
        folder = Path(folder)
        self._model = load_linear(folder)
        self._english = self._model.column(_ENGLISH)
        self._calibration = read_calibration(self._model.card["calibration"], self._model.heads)
        self._second = (
            None if second_look == "off" else SecondLook(self._model, folder, always=second_look == "always")
        )
        self._blocked = load_phrases("blocklist", folder)
        self._shorteners = load_shorteners(folder)
        self.version = _version(folder, second_look)
        self.looks = 0

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Give one assessment a comment, in order.

        Args:
            batch: Comments, any number and length; of each the first 50,000 code points are scored.
        """
        return [assessment for part in _slices(batch) for assessment in self._score_slice(part)]

    def _score_slice(self, batch: Sequence[Scorable]) -> list[Assessment]:
        drafts = [_draft(comment) for comment in batch]
        folded = fold([draft.text for draft in drafts])
        spoken = words(folded)
        found = occurrences(folded, spoken)
        margins = self._model.margins(distinct(found, folded.size))
        odds = self._calibration.log_odds(margins)
        for draft, row, first, blocked in zip(
            drafts, margins, odds, self._blocked.spans(folded, spoken), strict=True
        ):
            self._choose_models(draft, is_english=bool(row[self._english] > 0))
            self._find_facts(draft, blocked)
            _score(draft, self._calibration, first)
            if self._second and self._second.wants(draft.scores, draft.models):
                self.looks += 1
                draft.look = self._second.look(draft.text, row)
                _score(draft, self._second.calibration, draft.look.odds)
        self._explain(drafts, folded, found)
        return [
            Assessment(draft.scores, tuple(draft.signals), draft.language, {self.name: self.version})
            for draft in drafts
        ]

    def _choose_models(self, draft: _Draft, *, is_english: bool) -> None:
        """Choose by the comment's language.

        A text too short for common words to tell its language is scored by the letters' guess: German
        unless they speak for English.
        """
        if draft.models == UNKNOWN:
            draft.models = "en" if is_english else "de"
        if draft.models not in SUPPORTED:
            draft.models = _OTHER
            draft.signals.append(Signal("language_unsupported", Attribute.TOXICITY, draft.language))

    def _find_facts(self, draft: _Draft, blocked: list[tuple[int, int]]) -> None:
        """Apply the spam rules."""
        author = link_of(draft.comment.author_url)
        links = (*draft.reading.links, author) if author else draft.reading.links
        shorteners = shorteners_among(links, self._shorteners)
        draft.facts, signals = judge(Suspect(draft.comment, draft.reading, blocked, shorteners))
        draft.signals.extend(signals)

    def _explain(self, drafts: Sequence[_Draft], folded: Folded, found: Occurrences) -> None:
        """Name the words behind each score that is high, or that counts on its site."""
        high = [
            (row, draft, attribute)
            for row, draft in enumerate(drafts)
            for attribute in draft.why
            if draft.scores[attribute] > _EXPLAINED
            or draft.scores[attribute] >= draft.comment.counts_from.get(attribute, 1.0)
        ]
        questions = [
            Question(row, self._weights(draft, attribute), self._heard(draft, attribute))
            for row, draft, attribute in high
        ]
        answers = strongest_words(questions, folded, found, self._model.table)
        for (_, draft, attribute), spans in zip(high, answers, strict=True):
            draft.signals.extend(Signal("text", attribute, "", *span) for span in spans)

    def _weights(self, draft: _Draft, attribute: Attribute) -> Floats:
        """Give what each linear head counted in a score."""
        calibration = self._second.calibration if self._second and draft.look else self._calibration
        return calibration.weights[draft.why[attribute], : len(self._model.heads)]

    @staticmethod
    def _heard(draft: _Draft, attribute: Attribute) -> Sequence[Heard]:
        return [*draft.look.heard(draft.why[attribute])] if draft.look else ()


def _score(draft: _Draft, calibration: Calibration, odds: list[float]) -> None:
    """Give a draft its scores by the offers of a calibration."""
    for attribute, offer in calibration.offers[draft.models].items():
        draft.scores[attribute] = probability(odds[offer])
        draft.why[attribute] = offer
    offer = calibration.offers["any"][Attribute.SPAM]
    draft.scores[Attribute.SPAM] = probability(weigh(odds[offer], draft.facts))
    draft.why.pop(Attribute.SPAM, None)
    if odds[offer] > 0:
        draft.why[Attribute.SPAM] = offer


def _version(folder: Path, second_look: str) -> str:
    digest = hashlib.sha256(second_look.encode())
    for file in sorted(filter(Path.is_file, folder.iterdir())):
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()[:12]


def _draft(comment: Scorable) -> _Draft:
    reading = read(comment.content)
    text = reading.text[:LONGEST_TEXT]
    language = language_of(text)
    return _Draft(comment, reading, text, language, {}, [], {}, language)


def _slices(batch: Sequence[Scorable]) -> Iterator[Sequence[Scorable]]:
    """Cut a batch so that no slice holds much more text than `_LARGEST_SLICE`."""
    begin = size = 0
    for at, comment in enumerate(batch):
        size += min(len(comment.content), LONGEST_TEXT)
        if size > _LARGEST_SLICE and at > begin:
            yield batch[begin:at]
            begin, size = at, min(len(comment.content), LONGEST_TEXT)
    if begin < len(batch):
        yield batch[begin:]
