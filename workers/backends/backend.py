"""What every backend is: a model that scores how toxic texts are, and refuses to guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Attribute

DIGITS = 4
"""Of a score; more would claim too much."""


class BackendRefusedError(ValueError):
    """A setting, a file or a library is not what it must be; the message says what and where."""


class Backend(Protocol):
    """A heavy model of toxicity.

    Attributes:
        name: Its key in `BACKENDS`.
        version: Changes whenever a score could: it begins with the digits of the weights' sha256.
        languages: ISO 639-1 codes of what it was trained on; empty where the operator did not say.
        batch: Texts to give it at once, at most.
        note: What the operator may want to know about how it was loaded.
    """

    name: str
    version: str
    languages: tuple[str, ...]
    batch: int
    note: str

    def predict(self, texts: Sequence[str]) -> list[dict[Attribute, float]]:
        """Give the scores of each text, 0 to 1, in order."""
        ...


def whole(option: str, given: str, least: int = 1) -> int:
    """Read an option that is a whole number.

    Raises:
        BackendRefusedError: It is none, or too small.
    """
    if not given.isdecimal() or int(given) < least:
        raise BackendRefusedError(f"{option} is {given!r}; it must be a whole number from {least} on")
    return int(given)


def among(option: str, given: str, known: Sequence[str]) -> str:
    """Read an option that is one of several words.

    Raises:
        BackendRefusedError: It is none of them.
    """
    if given not in known:
        raise BackendRefusedError(f"{option} is {given!r}; it must be one of {', '.join(known)}")
    return given


def words(given: str) -> tuple[str, ...]:
    """Read an option that is a list with commas."""
    return tuple(word for word in given.split(",") if word)
