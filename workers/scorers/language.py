"""Tells a comment's language: common words first, since they are fast, py3langid for the rest."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"
SUPPORTED = ("de", "en")

# The most frequent words that the other language does not have; "die", "in", "man", "so", "was" and "war" are in both.
_GERMAN = frozenset(
    "aber alle als also am an auch auf aus bei bin bist bitte da damit danke dann das dass daß dem den denn der des "
    "deine deinen dich dir doch du durch ein eine einem einen einer eines er es euch euer fuer für gegen gibt habe haben "
    "halt hat hätte ich ihr ihre ihm ihn immer ist ja jetzt kann kein keine mal mehr mein meine mich mir mit muss nach "
    "nicht nichts noch nur oder ohne schon schön sehr sein sich sie sind solche sondern über um und uns unter vom von "
    "vor wäre weil wenn wer wie wieder wir wird wo wurde zu zum zur zwischen artikel leute deutschland".split()
)
_ENGLISH = frozenset(
    "about after all and any are as at be because been but by can could did do does don't for from get go had has have "
    "he her here him his how i i'm if is it it's its just like me more my no not of on one only or our out people really "
    "she should some than that the their them then there these they think this to too up us very was we what when where "
    "which who why will with would you your you're".split()
)
_SHARED = frozenset("as an so in die am man was war hat all no not after her here his".split())
_NEIGHBOURS = (
    "de en fr nl it es pt pl cs da sv no fi hu ro tr ru uk bg sr hr bs sl sk el ar fa he sq ku ka hy vi zh ja ko hi id lb"
).split()
_WORDS = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_READ = 600  # code points; more do not change the answer
_SHORT = 20  # letters under which nothing but a common word counts
_SURE = 0.7


def language_of(text: str) -> str:
    """Give the ISO 639-1 code of a text's language, or `und` where it cannot be told.

    Args:
        text: Visible text, at any length.
    """
    words = _WORDS.findall(text[:_READ].lower())
    german = sum(word in _GERMAN for word in words)
    english = sum(word in _ENGLISH and word not in _SHARED for word in words)
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
def _identifier() -> LanguageIdentifier:
    # Imported and unpacked on first use: half a second that purely German traffic never needs.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in _NEIGHBOURS if code in identifier.nb_classes])
    return identifier
