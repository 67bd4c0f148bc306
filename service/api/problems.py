"""What can be wrong with a request, and how RFC 9457 tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.api.answers import Problem, ProblemField
from service.api.messages import FIELDS, PROBLEMS, Language
from service.domain.errors import Refusal

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

TYPE_PREFIX = "urn:moderato:problem:"


class Malformed(Refusal):
    """The request cannot be read; `reason` says why."""

    code = "malformed"


class TimedOut(Refusal):
    """The request did not arrive in time."""

    code = "timeout"


class TooLarge(Refusal):
    """The request is larger than `limit` bytes."""

    code = "too_large"


class UnsupportedMediaType(Refusal):
    """The body is in none of the `allowed` formats."""

    code = "unsupported_media_type"


class NotFound(Refusal):
    """No route leads there."""

    code = "not_found"


class MethodNotAllowed(Refusal):
    """The route has no such method."""

    code = "method_not_allowed"


class Internal(Refusal):
    """Our fault."""

    code = "internal"


class InvalidFields(Refusal):
    """One or more fields are bad; all of them are named."""

    code = "invalid"

    def __init__(self, errors: list[tuple[str, str, dict[str, object]]]) -> None:
        """Take each bad field as pointer, code and the facts of its sentence."""
        super().__init__(
            fields=", ".join(dict.fromkeys(pointer.removeprefix("#/") or "#" for pointer, _, _ in errors))
        )
        self.errors = errors


_CODES = {
    "missing": "required",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "too_short": "too_few",
    "dict_too_long": "too_many",
    "extra_forbidden": "unknown",
    "model_type": "type.object",
    "model_attributes_type": "type.object",
    "dict_type": "type.object",
    "list_type": "type.list",
    "string_type": "type.text",
    "literal_error": "choice",
    "enum": "choice",
}
"""pydantic's error types and our codes; those with a code of their own keep it."""


MOST_NAMED = 100
"""Bad fields named in one answer: a request may hold tens of thousands."""


def invalid_fields(error: ValidationError) -> InvalidFields:
    """Name every bad field of a request, each once."""
    named: dict[str, tuple[str, str, dict[str, object]]] = {}
    for detail in error.errors(include_url=False, include_input=False):
        pointer = _pointer(detail)
        code = _CODES.get(detail["type"], detail["type"])
        named.setdefault(
            pointer,
            (pointer, code if code in FIELDS else "invalid", detail.get("ctx", {})),
        )
    return InvalidFields(list(named.values())[:MOST_NAMED])


def _pointer(detail: ErrorDetails) -> str:
    """Give the JSON pointer of the field: below a field of `meta`, pydantic also names union members."""
    location = detail["loc"]
    if location[:1] == ("meta",):
        location = location[:2]
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "#" + "".join(f"/{part}" for part in escaped)


def problem_of(refusal: Refusal, language: Language, request_id: str) -> Problem:
    """Say a refusal in the reader's language."""
    text = PROBLEMS.get(refusal.code, PROBLEMS["internal"])
    errors = None
    if isinstance(refusal, InvalidFields):
        errors = [
            ProblemField(pointer=pointer, code=code, detail=FIELDS[code].say(language, facts))
            for pointer, code, facts in refusal.errors
        ]
    return Problem(
        type=TYPE_PREFIX + refusal.code,
        title=text.title.say(language, {}),
        status=text.status,
        code=refusal.code,
        detail=text.detail.say(language, refusal.facts),
        request_id=request_id,
        errors=errors,
    )
