"""What there is to say of an endpoint, for the router and for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import BaseModel

Endpoint = Callable[[web.Request, Any], Awaitable[web.StreamResponse]]


BODY = ("malformed", "timeout", "too_large", "unsupported_media_type", "invalid")
"""What may be wrong with any body."""
JSON = "application/json"


class Access(Enum):
    """Who may call an endpoint."""

    PUBLIC = "public"
    SITE = "site"
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint.

    Attributes:
        bodies: The request's body by media type, where it has one.
        answers: The body of each good answer by status; None for an empty one.
        problems: The codes of the errors it may answer, beside those that every endpoint may.
        query: The model of its query parameters, where it has some.
        headers: The names of its own request headers.
        answer_headers: The names of its good answers' own headers.
        media: The media type of its good answers.
    """

    method: str
    path: str
    endpoint: Endpoint
    access: Access
    summary: str
    answers: dict[HTTPStatus, type[BaseModel] | None]
    bodies: dict[str, type[BaseModel]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    query: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    answer_headers: tuple[str, ...] = ()
    media: str = "application/json"
