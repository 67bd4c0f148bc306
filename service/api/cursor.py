"""Cursors: where the next page begins, opaque to whoever hands them back."""

from __future__ import annotations

import base64
import binascii
import re

from pydantic_core import PydanticCustomError

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_PLACE = re.compile(r"(\d{1,16}) ([0-9A-Za-z-]{1,64})")


def of_id(comment_id: str) -> str:
    """Make a cursor that goes on after a comment."""
    return base64.urlsafe_b64encode(comment_id.encode()).decode()


def to_id(cursor: object) -> str:
    """Read such a cursor.

    Raises:
        PydanticCustomError: We never gave it.
    """
    return _read(cursor, _ID)[0]


def of_place(place: tuple[float, str]) -> str:
    """Make a cursor that goes on after a place in the review queue."""
    return of_id(f"{place[0]:.0f} {place[1]}")


def to_place(cursor: object) -> tuple[float, str]:
    """Read such a cursor.

    Raises:
        PydanticCustomError: We never gave it.
    """
    found = _read(cursor, _PLACE)
    return float(found[1]), found[2]


def to_place_if_any(cursor: object) -> tuple[float, str] | None:
    """Read such a cursor, or none.

    Raises:
        PydanticCustomError: We never gave it.
    """
    return None if cursor is None else to_place(cursor)


def _read(cursor: object, form: re.Pattern[str]) -> re.Match[str]:
    try:
        found = form.fullmatch(base64.urlsafe_b64decode(str(cursor).encode()).decode())
    except (binascii.Error, ValueError):
        found = None
    if found is None:
        raise PydanticCustomError("cursor.invalid", "must be a cursor that was given before")
    return found
