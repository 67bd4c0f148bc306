"""Twelve ways to disguise a word, for measuring only: training has a generator of its own.

What training disguises (`workers.training.obfuscation`) and what folding undoes would flatter the models
if it were also what they are measured with. This generator shares no code with either, and knows more
ways than they do.
"""

from __future__ import annotations

import random
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Disguise = Callable[[str, random.Random], str]

SHORTEST = 4  # letters of a word worth disguising
_DIGITS = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7", "b": "8", "g": "9"}
_SIGNS = {"a": "@", "s": "$", "i": "!", "l": "|", "e": "€", "c": "(", "h": "#", "x": "%"}
_TWINS = dict(zip("acehiopsxyAEKMHOPCTX", "асеһіорѕхуАЕКМНОРСТХ", strict=True))  # noqa: RUF001 (twins are the point)
_NEIGHBOURS = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "u", "k": "l",
    "l": "k", "m": "n", "n": "m", "o": "p", "p": "o", "r": "t", "s": "d", "t": "r", "u": "z", "w": "e",
}  # fmt: skip
_SOUNDS = (
    ("sch", "sh"), ("ck", "kk"), ("chs", "x"), ("ph", "f"), ("ei", "ai"), ("eu", "oi"), ("v", "f"),
    ("z", "ts"), ("ß", "s"), ("ss", "s"), ("tz", "z"), ("y", "i"), ("ä", "e"), ("d", "t"), ("g", "k"),
)  # fmt: skip
_INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad\ufeff"
_MARKS = [chr(code) for code in (*range(0x0300, 0x0307), *range(0x0316, 0x0320), 0x0334, 0x0336)]
_PICTURES = "🔥💩🤡✨🙂"


def _leetspeak(word: str, chance: random.Random) -> str:
    """V0ll1d10t, @r$ch|och: digits or signs for two letters in three."""
    table = _DIGITS if chance.random() < 0.5 else _SIGNS  # noqa: PLR2004
    return "".join(table.get(c.lower(), c) if chance.random() < 2 / 3 else c for c in word)


def _look_alikes(word: str, chance: random.Random) -> str:
    """Cyrillic twins for most letters that have one."""
    return "".join(_TWINS.get(c, c) if chance.random() < 0.8 else c for c in word)  # noqa: PLR2004


def _spaced_out(word: str, chance: random.Random) -> str:
    """V o l l i d i o t, with one space or two."""
    return chance.choice((" ", "  ")).join(word)


def _separators(word: str, chance: random.Random) -> str:
    """V.o-l_l*i.d.i/o.t: a sign between all letters, another each time."""
    return "".join(c + chance.choice(".-_*/·~") for c in word)[:-1]


def _invisible(word: str, chance: random.Random) -> str:
    """Letters that no reader sees between those one sees."""
    return "".join(c + chance.choice(_INVISIBLE) * chance.randint(0, 2) for c in word)


def _piled_marks(word: str, chance: random.Random) -> str:
    """Zalgo: marks over, through and under the letters."""
    return "".join(c + "".join(chance.choices(_MARKS, k=chance.randint(1, 4))) for c in word)


def _styled(word: str, chance: random.Random) -> str:
    """Bold, script, circled or full-width letters."""
    small, large = chance.choice(((0x1D5EE, 0x1D5D4), (0x1D4EA, 0x1D4D0), (0x24D0, 0x24B6), (0xFF41, 0xFF21)))

    def style(letter: str) -> str:
        if "a" <= letter <= "z":
            return chr(small + ord(letter) - ord("a"))
        return chr(large + ord(letter) - ord("A")) if "A" <= letter <= "Z" else letter

    return "".join(style(c) for c in word)


def _stretched(word: str, chance: random.Random) -> str:
    """Vooollliiiidiooot: some letters three to six times, one at least."""
    certain = chance.randrange(len(word))
    return "".join(
        c * chance.randint(3, 6) if at == certain or chance.random() < 0.25 else c  # noqa: PLR2004
        for at, c in enumerate(word)
    )


def _starred(word: str, chance: random.Random) -> str:
    """V*llid**t: one to three inner letters as stars or the like."""
    hidden = set(chance.sample(range(1, len(word) - 1), min(len(word) - 2, chance.randint(1, 3))))
    sign = chance.choice("*#+x•")
    return "".join(sign if at in hidden else c for at, c in enumerate(word))


def _mistyped(word: str, chance: random.Random) -> str:
    """Volllidiot, Vollidoit, Vollidipt: one key too many, too early, missed or hit beside."""
    at = chance.randrange(1, len(word) - 1)
    slips = (
        word[at] * 2,
        word[at + 1] + word[at],
        "",
        _NEIGHBOURS.get(word[at].lower(), "q"),
    )
    slip = chance.choice(slips)
    return word[:at] + slip + word[at + (2 if slip == slips[1] else 1) :]


def _broken_up(word: str, chance: random.Random) -> str:
    """Voll🔥idiot, Vol<b></b>lidiot, Voll idiot: something stands in the word."""
    at = chance.randrange(2, len(word) - 1)
    put = chance.choice((chance.choice(_PICTURES), " ", "-\n", "<b></b>", "...", " . "))
    return word[:at] + put + word[at:]


def _respelt(word: str, chance: random.Random) -> str:
    """Follidioht, Ahrschloch, Fotse: written by ear."""
    spelt = word.lower()
    heard = [(said, put) for said, put in _SOUNDS if said in spelt]
    for said, put in chance.sample(heard, min(len(heard), 2)):
        spelt = spelt.replace(said, put, 1)
    if spelt == word.lower():  # nothing sounds like another: a lengthened vowel does
        at = next((at for at, c in enumerate(spelt) if c in "aeiouäöü"), 0)
        spelt = spelt[: at + 1] + "h" + spelt[at + 1 :]
    return spelt


DISGUISES: dict[str, Disguise] = {
    "leetspeak": _leetspeak,
    "look-alikes": _look_alikes,
    "spaced out": _spaced_out,
    "separators": _separators,
    "invisible": _invisible,
    "piled marks": _piled_marks,
    "styled": _styled,
    "stretched": _stretched,
    "starred": _starred,
    "mistyped": _mistyped,
    "broken up": _broken_up,
    "respelt": _respelt,
}


def disguise(kind: str, word: str) -> str:
    """Disguise a word, the same way each time.

    Args:
        kind: A key of `DISGUISES`.
        word: Of four letters or more; a shorter one stays as it is.
    """
    word = unicodedata.normalize("NFC", word)
    return DISGUISES[kind](word, random.Random(f"{kind} {word}")) if len(word) >= SHORTEST else word
