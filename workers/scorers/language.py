"""Tells a comment's language: common words first, since they are fast, py3langid for the rest."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"
SUPPORTED = ("de", "en")

_NEIGHBOURS = (
    "de|en|fr|nl|it|es|pt|pl|cs|da|sv|no|fi|hu|ro|tr|ru|uk|bg|sr|hr|bs|sl|sk|el|ar|fa|he|sq|ku|ka|hy|vi|zh|ja|ko|"
    "hi|id|lb"
)  # languages that a German site's readers may write
_COMMON = Path(__file__).parent / "common_words"
_WORDS = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_READ = 600  # code points; more do not change the answer
_SHORT = 20  # letters under which nothing but a common word counts
_SURE = 0.7


def language_of(text: str) -> str:
    """Give the ISO 639-1 code of a text's language, or `und` where it cannot be told.

    Args:
        text: Visible text, at any length.
    """
    german_words, english_words = _common_words("de"), _common_words("en")
    words = _WORDS.findall(text[:_READ].lower())
    german = sum(map(german_words.__contains__, words))
    english = sum(map(english_words.__contains__, words))
    # One common word in eight is little for running text; quotes and names must not hide the language.
    enough = max(1, len(words) // 8)
    if german > 2 * english and german >= enough:
        return "de"
    if english > 2 * german and english >= enough:
        return "en"
    if sum(map(len, words)) < _SHORT:
        return UNKNOWN
    return _identify(text[:_READ])


def _identify(text: str) -> str:
    language, probability = _identifier().classify(text)
    return str(language) if probability >= _SURE else UNKNOWN


@functools.cache
def _common_words(language: str) -> frozenset[str]:
    """Give the most frequent words that the other language lacks; "in", "die", "war" are in both."""
    return frozenset((_COMMON / f"{language}.txt").read_text("utf-8").split())


@functools.cache
def _identifier() -> LanguageIdentifier:
    # Imported and unpacked on first use: half a second that purely German traffic never needs.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in _NEIGHBOURS.split("|") if code in identifier.nb_classes])
    # Made anew of what is left: the first keeps the weights of all its languages, 28 MB.
    return LanguageIdentifier(
        identifier.nb_ptc,
        identifier.nb_pc,
        identifier.nb_classes,
        identifier.tk_nextmove,
        identifier.tk_output,
        norm_probs=True,
        tk_row=identifier.tk_row,
    )
