"""Finds invitations to leave the page: phone numbers, messenger handles and e-mail addresses in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Every repetition is bounded, and no two in a row match the same sign: linear time.
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)[1-9]\d{0,2}[ ()/.-]{0,3}(?:\d[ ()/.-]{0,2}){6,13}(?!\w)")
_LOCAL_PHONE = re.compile(r"(?<![\w.,/-])0[1-9]\d{1,4}[ /-]{1,3}\d{5,9}(?!\w)|(?<!\w)01[567]\d{8,9}(?!\w)")
_MESSENGER = re.compile(
    r"\b(?:whats?\W?app|telegram|signal|threema|viber|wechat|snapchat|kik|discord)\b"
    r".{0,40}?(?:\+?\d[\d /()-]{6,20}|@\w{3,32})"
    r"|\b(?:t\.me|wa\.me|telegram\.me|chat\.whatsapp\.com|discord\.gg)/",
    re.IGNORECASE,
)
_MESSENGER_WORD = re.compile(
    r"\b(?:(?:schreib|kontaktier|melde?|add|contact|text|message|hit|dm|pm|write|reach)\w{0,4})\b.{0,40}?"
    r"\b(?:whats?\W?app|telegram|insta(?:gram)?|snap(?:chat)?|kik|wickr|signal)\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\(ät\))\s?[\w-]{1,63}\.[a-z]{2,24}\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Bait:
    """One way to be contacted that a text offers.

    Attributes:
        kind: `phone`, `messenger` or `email`.
        begin: First code point.
        end: One past the last.
    """

    kind: str
    begin: int
    end: int


# Most comments hold none of these: looking for them is a tenth of the patterns' time.
_DIGITS = re.compile(r"[0-9]{3}|[0-9][ /().-]{1,3}[0-9]{2}")
_MESSENGERS = (
    *("whats", "telegram", "signal", "threema", "viber", "wechat", "snap", "kik", "discord", "insta"),
    *("wickr", "t.me", "wa.me"),
)
_PATTERNS = (
    ("messenger", _MESSENGER),
    ("messenger", _MESSENGER_WORD),
    ("phone", _PHONE),
    ("phone", _LOCAL_PHONE),
    ("email", _EMAIL),
)


def contact_bait(text: str) -> list[Bait]:
    """Find at most one bait of each kind.

    Args:
        text: Visible text.
    """
    lower = text.lower()
    possible = {
        "messenger": any(name in lower for name in _MESSENGERS),
        "phone": _DIGITS.search(text) is not None,
        "email": "@" in text or "at)" in lower or "at]" in lower or "ät)" in lower,
    }
    found: dict[str, Bait] = {}
    for kind, pattern in _PATTERNS:
        if possible[kind] and kind not in found and (match := pattern.search(text)):
            found[kind] = Bait(kind, match.start(), match.end())
    return list(found.values())
