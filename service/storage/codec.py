"""How domain objects are written in Redis: JSON, checked against their types on the way back."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

Stored = TypeVar("Stored")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def encode(stored: object) -> bytes:
    """Write an object without the fields that still have their default."""
    kind: Any = type(stored)
    return _adapter(kind).dump_json(stored, exclude_defaults=True)


def decode(kind: type[Stored], stored: object) -> Stored:
    """Read an object back, as redis-py gives it.

    Raises:
        pydantic.ValidationError: The text is not of that kind.
    """
    found: Stored = _adapter(cast("Any", kind)).validate_json(stored)  # type: ignore[arg-type]
    return found


def text(stored: object) -> str:
    """Read an id or a name back: redis-py's types leave open whether it gives bytes."""
    return stored.decode() if isinstance(stored, bytes) else str(stored)
