"""What only looks like abuse is not flagged, and disguised abuse is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from service.domain.score import Attribute, Scorable
from tests.delivered import TOXICITY

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.scorers.builtin import BuiltinScorer

HARMLESS = (Path(__file__).parent / "harmless.txt").read_text("utf-8").splitlines()

INSULTS = (
    "Du bist ein Vollidiot",
    "Halt die Fresse, du Arschloch",
    "So ein dummer Hurensohn",
    "Ihr seid alle Arschlöcher",
    "Du dämlicher Wichser",
    "Verpiss dich, du blöde Schlampe",
    "Was für ein Schwachkopf, dieser Trottel",
    "Du blöder Penner",
)
_LOOK_ALIKE = str.maketrans("aeocpxAEOCPX", "аеосрхАЕОСРХ")  # noqa: RUF001 (Cyrillic look-alikes are the point)
_LEET = str.maketrans("aeioAEIO", "4310" * 2)
_TRANSCRIBED = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}


def _inner(word: str, change: Callable[[str], str]) -> str:
    return word[0] + change(word[1:-1]) + word[-1] if len(word) > 4 else word


DISGUISES: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "spaced": lambda word: " ".join(word) if len(word) > 4 else word,
    "dotted": lambda word: ".".join(word) if len(word) > 4 else word,
    "hyphens": lambda word: "-".join(word) if len(word) > 4 else word,
    "leetspeak": lambda word: _inner(word, lambda inner: inner.translate(_LEET)),
    "look-alikes": lambda word: _inner(word, lambda inner: inner.translate(_LOOK_ALIKE)),
    "zero width": "\u200b".join,
    "repeated": lambda word: "".join(letter * 3 if letter in "aeiou" else letter for letter in word),
    "transcribed": lambda word: word.translate(_TRANSCRIBED),
    "full width": lambda word: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word),
    "soft hyphens": "\u00ad".join,
    "struck through": lambda word: "".join(letter + "\u0336" for letter in word),
    "one star": lambda word: word[:2] + "*" + word[3:] if len(word) > 4 else word,
    "doubled": lambda word: _inner(word, lambda inner: inner[:1] + inner),
}


def flagged(scorer: BuiltinScorer, texts: list[str]) -> list[str]:
    """Give the texts whose TOXICITY reaches the proposed threshold."""
    scores = [
        assessment.scores[Attribute.TOXICITY] for assessment in scorer.score([Scorable(t) for t in texts])
    ]
    return [text for text, score in zip(texts, scores, strict=True) if score >= TOXICITY]


def test_harmless_look_alikes_are_not_flagged(builtin: BuiltinScorer) -> None:
    """Of everyday sentences with treacherous letters, names and groups, at most one in twenty is flagged."""
    found = flagged(builtin, HARMLESS)
    assert len(HARMLESS) > 65
    assert len(found) <= len(HARMLESS) / 20, found


def test_the_named_look_alikes_are_not_flagged(builtin: BuiltinScorer) -> None:
    """Those that every filter is teased with pass."""
    assert flagged(builtin, ["war schön", "Analyse", "Scunthorpe", "Das war schön in Scunthorpe"]) == []


def test_insults_are_flagged(builtin: BuiltinScorer) -> None:
    """Plain German insults are flagged, each of them."""
    assert flagged(builtin, list(INSULTS)) == list(INSULTS)


def test_disguised_insults_are_still_flagged(builtin: BuiltinScorer) -> None:
    """Of all insults in all disguises four in five are flagged; the message lists those that pass."""
    disguised = [
        " ".join(map(disguise, insult.split(" "))) for disguise in DISGUISES.values() for insult in INSULTS
    ]
    missed = set(disguised) - set(flagged(builtin, disguised))
    assert len(missed) <= len(disguised) / 5, missed
