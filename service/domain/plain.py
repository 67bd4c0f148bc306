"""Plain text: what a reader understands by a disguised text, for rules and fingerprints.

Spammers write "W h a t s A p p", "seite (punkt) com", letters of other alphabets and invisible ones
between them. Here that is undone, and each letter knows where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CONFUSABLE = dict(
    zip(
        "абвгеёзикмнопрстухіїјѕћԁԛԝαβγδεηικμνορστυχω",
        "abbreezikmhonpctyxiijshdqwabydenikuvopotuxw",
        strict=True,
    )
)
"""Greek and Cyrillic letters that pass for Latin ones; used only inside words that hold Latin letters too."""

_UNUSUAL = re.compile(r"[^\x00-\x7fäöüÄÖÜß\u2013\u2014\u2018-\u201e\u2026€§«»]")
"""What German texts hardly hold: where there is none of it, there is nothing to fold but capitals."""
_KEPT = "äöüß"
_UNSEEN = {"Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Co", "Cn"}
# Every repetition here is bounded or of signs that what follows it cannot be: the time is linear in the text.
_MIXED = re.compile(r"[^\W\d_]+")
_SPACED_OUT = re.compile(r"(?<![^\W_])[^\W_](?:(?:[^\w\n@]|_){1,3}[^\W_](?![^\W_])){3,200}")
_BETWEEN = re.compile(r"(?<=[^\W_])[\W_]{1,3}(?=[^\W_])")
_ENDINGS = "com|net|org|info|biz|de|at|ch|eu|io|me|co|tv|ru|xyz|top|online|site|shop|store|club|live|link|app"
_DOT = re.compile(
    r"(?<=\w)\s?[(\[{<]\s?(?:\.|dot|punkt)\s?[)\]}>]\s?(?=\w)"
    rf"|(?<=\w)\s(?:dot|punkt)\s(?=(?:{_ENDINGS}|[a-z]{{3,6}})\b)"
    r"|(?<=\w)\s\.\s?(?=[a-z]{2,8}\b)"
)
_DOT_HINTS = ("dot", "punkt", " .", ".]", ".)", ".}", ".>")
_AT_HINTS = (" at ", "at)", "at]", "at}", "at>", "ät)", "ät]", "@)", "@]")
"""Most texts hold none of these: looking for them is a tenth of the patterns' time."""
_AT = re.compile(
    r"(?<=\w)\s?[(\[{<]\s?(?:at|ät|@)\s?[)\]}>]\s?(?=\w)|(?<=\w)\sat\s(?=[\w-]{1,40}\.(?:com|de|net)\b)"
)
_SCHEME = re.compile(r"\bh(?:xx|tt|\*\*|__)p(s?)\s?:\s?//\s?")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without its disguises.

    Attributes:
        text: Small letters; umlauts stay.
        source: For each letter, the code point of the original that it came from.
    """

    text: str
    source: Sequence[int]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Give where a part of the text, not empty, stands in the original."""
        return self.source[begin], self.source[end - 1] + 1


@lru_cache(maxsize=128)  # a batch is asked for by the fingerprints and again by the scorer
def plain(text: str) -> Plain:
    """Undo a text's disguises: width, fonts, invisible and foreign letters, spaces, dots in words."""
    lower = text.lower()
    if len(lower) == len(text) and not _UNUSUAL.search(text):
        found = Plain(lower, range(len(text)))
    else:
        found = _fold(text)
    found = _replace(found, _SPACED_OUT, _joined)
    if any(hint in found.text for hint in _DOT_HINTS):
        found = _replace(found, _DOT, lambda _: ".")
    if any(hint in found.text for hint in _AT_HINTS):
        found = _replace(found, _AT, lambda _: "@")
    return _replace(found, _SCHEME, lambda match: f"http{match[1]}://") if "//" in found.text else found


def _fold(text: str) -> Plain:
    folded = [_letter(character) for character in text]
    source = [place for place, letters in enumerate(folded) for _ in letters]
    letters = "".join(folded)
    if CONFUSABLE.keys().isdisjoint(letters):
        return Plain(letters, source)
    return Plain(_MIXED.sub(_latin, letters), source)


@lru_cache(maxsize=8192)
def _letter(character: str) -> str:
    """Give what one character looks like: nothing, a letter or a few."""
    if character in "\u3002\u2024\u00b7":  # dots, two of them as browsers take them in hosts
        return "."
    if character.isspace():
        return "\n" if character == "\n" else " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    seen = unicodedata.normalize("NFKC", character).lower()
    if seen in _KEPT:
        return seen
    parts = unicodedata.normalize("NFKD", seen)
    return "".join(part for part in parts if unicodedata.category(part) not in _UNSEEN)[:8]


def _latin(word: re.Match[str]) -> str:
    """Read look-alikes as Latin inside a word that is Latin otherwise."""
    letters = word[0]
    if letters.isascii() or not any("a" <= letter <= "z" for letter in letters):
        return letters
    return "".join(CONFUSABLE.get(letter, letter) for letter in letters)


def _joined(spaced: re.Match[str]) -> str:
    """Join what was spaced out, and keep the dots, slashes and word breaks that were meant."""
    return _BETWEEN.sub(_meant, spaced[0])


def _meant(between: re.Match[str]) -> str:
    sign = between[0].strip()
    if len(between[0]) > 1 and sign in {".", "/", ":"}:
        return sign
    letters = between.string
    before, after = letters[between.start() - 1], letters[between.end()]
    return " " if before.isdigit() != after.isdigit() or len(between[0]) > 2 else ""  # noqa: PLR2004


def _replace(old: Plain, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> Plain:
    """Replace what the pattern finds; each new letter comes from about where the old one did."""
    found = list(pattern.finditer(old.text))
    if not found:
        return old
    letters: list[str] = []
    source: list[int] = []
    at = 0
    for match in found:
        new = by(match)
        letters += (old.text[at : match.start()], new)
        source += old.source[at : match.start()]
        size = match.end() - match.start()
        source += (old.source[match.start() + place * size // len(new)] for place in range(len(new)))
        at = match.end()
    letters.append(old.text[at:])
    source += old.source[at:]
    return Plain("".join(letters), source)
