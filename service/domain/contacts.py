"""Ways to be contacted that a text offers (phones, messengers, e-mail), and what makes two the same.

Patterns work on plain text. Every repetition in them is bounded, and no two in a row match the same sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from service.domain.email_traits import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain.plain import Plain

_NAMES = (
    *("whatsapp", "whatsap", "watsapp", "telegram", "signal", "threema", "viber", "wechat", "snapchat"),
    *("snap", "kik", "discord", "instagram", "insta", "wickr", "skype", "zangi", "icq"),
)
_NAME = "|".join(r"\W?".join(name) for name in _NAMES)
"""Whole or taken apart: te.le.gram, whats app."""
_DIGITS = r"(?:\d[ /().-]{0,3}){7,15}"
_TOWARDS = (
    r"(?:\W{0,3}(?:unter|an|auf|id|name|me|my|add|mir|uns|bei|kanal|channel|gruppe|nummer|nr|is|ist)\b){0,3}"
)
_MESSENGERS = (
    re.compile(rf"\b(?:{_NAME})\b[^\n]{{0,40}}?(\+?{_DIGITS})(?!\w)"),
    re.compile(rf"\b(?:{_NAME})\b{_TOWARDS}[^\w,.;!?]{{0,3}}@([\w.]{{3,32}})"),
    re.compile(rf"\b(?:{_NAME})\b\s?[:=]?\s?(live:[\w.]{{3,32}})"),
    re.compile(rf"\b(?:{_NAME})\b\s?[:=]\s?((?=[a-z.]{{0,32}}[\d_])[\w.]{{4,32}})"),
    re.compile(rf"@((?=[a-z.]{{0,32}}[\d_])[\w.]{{3,32}})\s(?:auf|bei|on|in|über|via|per)\s(?:{_NAME})\b"),
    re.compile(
        r"\b(?:t\.me|wa\.me|telegram\.(?:me|dog)|chat\.whatsapp\.com|api\.whatsapp\.com|discord\.gg|signal\.group|"
        r"signal\.me|m\.me|ig\.me|line\.me)\s?/\s?([\w+?=&#./-]{1,80})"
    ),
)
_LINK_HINTS = (".me", ".dog", ".gg", ".group", "whatsapp.com")
_INVITATION = re.compile(
    r"\b(?:schreib|kontaktier|melde?|add|contact|text|message|hit|dm|pm|write|reach|erreich)\w{0,4}\b[^\n.!?]{0,40}?"
    rf"\b(?:{_NAME})\b"
)
_SPELLED = re.compile(
    r"\bnull\W{1,3}(?:(?:null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun)\b\W{0,3}){2,14}"
)
_ABROAD = re.compile(r"(?<![\w.,/-])(?:\+|00)(?!0)(?:\d[ ()/.-]{0,3}){8,15}(?!\w)")
_AT_HOME = re.compile(r"(?<![\w.,/:€-])0[1-9](?:[ ()/.-]{0,3}\d){6,11}(?![\w:])")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}\b")
_LANDLINE = re.compile(r"49(?:800|180|137|116|[2-8]|9(?!00))")
"""Offices, hotlines, houses: a spammer answers a mobile phone, or is paid by the call."""
_OFFICE = re.compile(
    r"leser(?:brief|service)|abo(?:service)?@|presse|amt\b|stadt|rathaus|gemeinde|polizei|verein"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to be contacted.

    Attributes:
        kind: `messenger`, `invitation` (to one, without a handle), `phone`, `landline`, `email` or
            `role_email`.
        key: What is the same however it is written; empty where two comments may well share it.
        begin: First letter of the plain text.
        end: One past the last.
    """

    kind: str
    key: str
    begin: int
    end: int


def contacts(text: Plain) -> tuple[Contact, ...]:
    """Find the ways to be contacted, those of one kind in the order of the text."""
    return _contacts(text.text)


@lru_cache(maxsize=128)  # asked for by the fingerprints and again by the scorer
def _contacts(plain: str) -> tuple[Contact, ...]:
    return (*_messengers(plain), *_phones(plain), *_emails(plain))


def _messengers(plain: str) -> Iterator[Contact]:
    if not any(hint in plain for hint in _LINK_HINTS):
        letters = plain.replace(" ", "").replace(".", "").replace("-", "")
        if not any(name in letters for name in _NAMES):
            return
    for pattern in _MESSENGERS:
        for match in pattern.finditer(plain):
            handle = match[1]
            number = _number(handle)
            key = f"phone {number}" if len(number) > 7 else f"handle {handle.strip('._@/')}"  # noqa: PLR2004
            yield Contact("messenger", key, *match.span())
    for match in _INVITATION.finditer(plain):
        yield Contact("invitation", "", *match.span())


def _phones(plain: str) -> Iterator[Contact]:
    if "null" in plain:
        for match in _SPELLED.finditer(plain):
            yield Contact("phone", "", *match.span())
    for hints, pattern in ((("+", "00"), _ABROAD), (("0",), _AT_HOME)):
        if not any(hint in plain for hint in hints):
            continue
        for match in pattern.finditer(plain):
            if _DATE.match(match[0]):
                continue
            number = _number(match[0])
            landline = _LANDLINE.match(number) is not None
            kind, key = ("landline", "") if landline else ("phone", f"phone {number}")
            yield Contact(kind, key, *match.span())


def _number(written: str) -> str:
    """Give a phone number with its country and without signs; without a country it is a German one."""
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    if digits.startswith("00"):
        return digits[2:]
    return f"49{digits[1:]}" if digits.startswith("0") else digits


def _emails(plain: str) -> Iterator[Contact]:
    if "@" not in plain:
        return
    for match in _EMAIL.finditer(plain):
        role = match[1] in ROLES or _OFFICE.search(match[0])
        yield Contact(*(("role_email", "") if role else ("email", f"mail {match[0]}")), *match.span())
