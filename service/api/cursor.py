"""Cursors: where the next page begins, opaque to whoever hands them back."""

from __future__ import annotations

import base64
import binascii
import re

from service.api.problems import InvalidFields

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_PLACE = re.compile(r"(\d{1,16}) ([0-9A-Za-z-]{1,64})")


def of_id(comment_id: str) -> str:
    """Make a cursor that goes on after a comment."""
    return base64.urlsafe_b64encode(comment_id.encode()).decode()


def to_id(cursor: str | None) -> str | None:
    """Read such a cursor.

    Raises:
        InvalidFields: We never gave it.
    """
    return None if cursor is None else _read(cursor, _ID)[0]


def of_place(place: tuple[float, str]) -> str:
    """Make a cursor that goes on after a place in the review queue."""
    return of_id(f"{place[0]:.0f} {place[1]}")


def to_place(cursor: str | None) -> tuple[float, str] | None:
    """Read such a cursor.

    Raises:
        InvalidFields: We never gave it.
    """
    if cursor is None:
        return None
    found = _read(cursor, _PLACE)
    return float(found[1]), found[2]


def _read(cursor: str, form: re.Pattern[str]) -> re.Match[str]:
    try:
        found = form.fullmatch(base64.urlsafe_b64decode(cursor.encode()).decode())
    except (binascii.Error, ValueError):
        found = None
    if found is None:
        raise InvalidFields([("#/cursor", "cursor.invalid", {})])
    return found
