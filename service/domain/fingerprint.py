"""Fingerprints under which nearly the same comment is found again: by its text, or its contacts."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from service.domain.contacts import contacts
from service.domain.leet import read_leet
from service.domain.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

BANDS = 3
"""Fingerprints a text has; two texts are near repeats when they share one."""
ROWS = 3
"""Smallest shingle hashes that make one fingerprint.

Two texts whose three-word runs overlap by 80 % share a fingerprint with probability 0.88, at 50 %
with 0.33, at 20 % with 0.02: 1 - (1 - s**ROWS)**BANDS, the usual minhash banding.
"""
SHINGLE_WORDS = 3
MIN_WORDS = 6
"""Shorter texts ("Danke für den Artikel!") are repeated by honest people: only their links count."""
MOST_OFFERS = 5
"""Contacts and links of one comment that count, so that none has hundreds of fingerprints."""

_TAG = re.compile(r"</?[a-z!][^<>]{0,2000}>")
_WORD = re.compile(r"\w+")
_LINK = re.compile(
    r"(?:https?://|www\.)([^\s<>\"'()\[\]]{3,300})"
    r"|(?<![\w@.-])((?:[\w-]{1,63}\.){1,4}[a-z]{2,24}(?:/[^\s<>\"'()\[\]]{0,300})?)(?![\w@])"
)
_DOT_INSIDE = re.compile(r"\.\w")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:\W{1,3}\d+){0,40}")
_MASK = (1 << 64) - 1
# Odd multipliers turn one strong hash a shingle into BANDS * ROWS independent enough orders.
_MULTIPLIERS = tuple(
    int.from_bytes(blake2b(bytes([n]), digest_size=8).digest()) | 1 for n in range(BANDS * ROWS)
)


@lru_cache(maxsize=1024)  # looked up before the screen and noted after it
def fingerprints(content: str) -> tuple[str, ...]:
    """Give a comment's fingerprints, in 64 bits of hex each. Nothing of the comment can be read back.

    Disguises, case, punctuation, markup and numbers make no difference to its text; a text too short to
    count has none. A messenger's handle, a mobile phone and a person's e-mail address have one each, and
    so have the links of a short text: whoever asks to be called by one number is one campaign.
    """
    text = plain(unicodedata.normalize("NFC", html.unescape(content)))
    offers = {contact.key: None for contact in contacts(text) if contact.key}
    words = _words(text.text)
    if len(words) < MIN_WORDS:
        offers |= {f"link {_address(link)}": None for link in _LINK.finditer(text.text)}
    return (*_of_text(words), *(_hash(offer) for offer in list(offers)[:MOST_OFFERS]))


def _words(text: str) -> list[str]:
    """Give the words as they would read without markup; a link is its host, a number any number."""
    if _DOT_INSIDE.search(text):
        text = _LINK.sub(_host, text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = read_leet(text)
    if _DIGIT.search(text):
        text = _NUMBER.sub("0", text)
    return _WORD.findall(text)


def _host(link: re.Match[str]) -> str:
    return f" {_address(link).partition('/')[0].replace('.', '').replace('-', '')} "


def _address(link: re.Match[str]) -> str:
    """Give a link's host and path: what is behind `?` often counts clicks."""
    address = re.split(r"[?#]", link[1] or link[2], maxsplit=1)[0]
    return address.removeprefix("www.").rstrip("/.,:;!")


def _of_text(words: list[str]) -> Iterator[str]:
    if len(words) < MIN_WORDS:
        return
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
    hashes = [int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest()) for shingle in shingles]
    smallest = [min((h * m) & _MASK for h in hashes) for m in _MULTIPLIERS]
    for band in range(BANDS):
        yield _hash(f"{band}:{smallest[band * ROWS : (band + 1) * ROWS]}")


def _hash(mark: str) -> str:
    return blake2b(mark.encode(), digest_size=8).hexdigest()
