"""Finds what is paid for by answering or calling: short codes, and numbers that cost by the minute."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d{3}")  # all that is paid for has one, and few texts do
_ASKED = r"\b(?:text|txt|sms|msg|reply|send|sende|schicke?|call)\b(?:\W{1,3}\w{1,20}){0,4}?"
_SHORT_CODE = re.compile(rf"{_ASKED}\W{{1,3}}(?:to|an|on)\W{{1,3}}(\d{{5}})(?!\w|\.\d)", re.IGNORECASE)
# German 0900 and 0137; British 090 and 087, which are area codes in Bavaria, where nobody writes them in one.
_BY_THE_MINUTE = re.compile(
    r"(?<![\w+])(?:0(?:900|137)[ /-]?\d{3}[ -]?\d{3,5}|0(?:90\d|87[0-3])\d{7})(?!\w|-\d)"
)


def paid_message(text: str) -> tuple[int, int] | None:
    """Give the place of the first number that one is asked to pay by, if there is any.

    Args:
        text: As a reader sees it.
    """
    if not _NUMBER.search(text):
        return None
    if code := _SHORT_CODE.search(text):
        return code.span(1)
    number = _BY_THE_MINUTE.search(text)
    return number.span() if number else None
