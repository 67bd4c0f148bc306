"""The built-in scorer: linear text models for German and English, and rules for spam."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.domain.score import Assessment, Attribute, Scorable, Signal
from workers.scorers.calibration import probability, read_calibration
from workers.scorers.explain import strongest_words
from workers.scorers.language import SUPPORTED, UNKNOWN, language_of
from workers.scorers.linear import MODELS, load_linear
from workers.scorers.links import link_of
from workers.scorers.ngrams import features
from workers.scorers.normalise import fold
from workers.scorers.phrases import load_phrases
from workers.scorers.reading import Reading, read
from workers.scorers.shorteners import load_shorteners, shorteners_among
from workers.scorers.spam_rules import Suspect, judge, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


LONGEST_TEXT = 50_000  # code points scored of one comment: a score is about a comment, not about a book
_LARGEST_SLICE = 100_000  # code points scored at once, so that memory stays bounded whatever a batch holds
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


class BuiltinScorer:
    """Scores German and English toxicity, and spam in any language.

    Attributes:
        name: `builtin`.
        version: Changes whenever a score could: it is a hash of the models.
    """

    name = "builtin"

    def __init__(self, folder: Path | str = MODELS) -> None:
        folder = Path(folder)
        self._model = load_linear(folder)
        self._english = self._model.column(_ENGLISH)
        self._calibration = read_calibration(self._model)
        self._blocked = load_phrases("blocklist", folder)
        self._shorteners = load_shorteners(folder)
        self.version: str = self._model.card["version"]

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Give one assessment a comment, in order.

        Args:
            batch: Comments, any number and length; of each the first 50,000 code points are scored.
        """
        return [assessment for part in _slices(batch) for assessment in self._score_slice(part)]

    def _score_slice(self, batch: Sequence[Scorable]) -> list[Assessment]:
        drafts = [_draft(comment) for comment in batch]
        folded = fold([draft.text for draft in drafts])
        margins = self._model.margins(features(folded))
        english = margins[:, self._english] > 0
        odds = self._calibration.log_odds(margins)
        for draft, row, is_english, blocked in zip(
            drafts, odds, english.tolist(), self._blocked.spans(folded), strict=True
        ):
            if draft.language == UNKNOWN:
                draft.models = "en" if is_english else "de"
            self._score_text(draft, row)
            self._score_spam(draft, row, blocked)
        self._explain(drafts)
        return [
            Assessment(draft.scores, tuple(draft.signals), draft.language, {self.name: self.version})
            for draft in drafts
        ]

    def _score_text(self, draft: _Draft, odds: list[float]) -> None:
        """Score toxicity and its kinds by the models of the comment's language.

        A text too short for common words to tell its language is scored by the letters' guess: German
        unless they speak for English.
        """
        if draft.models not in SUPPORTED:
            draft.models = _OTHER
            draft.signals.append(Signal("language_unsupported", Attribute.TOXICITY, draft.language))
        for attribute, offer in self._calibration.offers[draft.models].items():
            draft.scores[attribute] = probability(odds[offer])
            draft.why[attribute] = offer

    def _score_spam(self, draft: _Draft, odds: list[float], blocked: list[tuple[int, int]]) -> None:
        """Add what the rules found to the text's log-odds."""
        offer = self._calibration.offers["any"][Attribute.SPAM]
        author = link_of(draft.comment.author_url)
        links = (*draft.reading.links, author) if author else draft.reading.links
        shorteners = shorteners_among(links, self._shorteners)
        added, signals = judge(Suspect(draft.comment, draft.reading, blocked, shorteners))
        draft.scores[Attribute.SPAM] = probability(weigh(odds[offer], added))
        draft.signals.extend(signals)
        if odds[offer] > 0:
            draft.why[Attribute.SPAM] = offer

    def _explain(self, drafts: Sequence[_Draft]) -> None:
        """Name the words behind each high score."""
        high = [(draft, [name for name in draft.why if draft.scores[name] > _EXPLAINED]) for draft in drafts]
        high = [(draft, attributes) for draft, attributes in high if attributes]
        if not high:
            return
        offers = [[draft.why[attribute] for attribute in attributes] for draft, attributes in high]
        texts = [draft.text for draft, _ in high]
        spans = strongest_words(texts, offers, self._model.table, self._calibration.weights)
        for (draft, attributes), found in zip(high, spans, strict=True):
            for attribute, named in zip(attributes, found, strict=True):
                draft.signals.extend(Signal("text", attribute, "", begin, end) for begin, end in named)


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
