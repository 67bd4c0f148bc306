"""What sites and moderators may be called."""

from __future__ import annotations

import re

_IDENTIFIER = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")


def check_identifier(identifier: str) -> None:
    """Refuse an id that would not read well in a URL, a key or a log.

    Raises:
        ValueError: It is not of small letters, digits and hyphens.
    """
    if not _IDENTIFIER.fullmatch(identifier):
        raise ValueError("an id is of small letters, digits and hyphens, at most 64")
