"""Folding: a text as a search compares it, without case and accents."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
"""The blocks of combining marks: to look each letter up would take five times as long."""


def fold(text: str) -> str:
    """Give the text in small letters without accents: `Straße` is `strasse`, `Über` is `uber`."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold()
