"""Forms: their fields, read once and within limits."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from service.api.keys import HTTP
from service.api.problems import Malformed, UnsupportedMediaType
from service.api.request import FORM as MEDIA
from service.api.request import read_body

MOST_FIELDS = 1_000
"""Fields of a form: a page of the queue with every comment chosen has some hundred."""


class Form(dict[str, str]):
    """The fields of a form, the last of each name; `pairs` has all as they were sent."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def every(self, name: str) -> list[str]:
        """Give all that was sent under a name, in order."""
        return [value for field, value in self.pairs if field == name]


FORM: Final[web.RequestKey[Form]] = web.RequestKey("form")


async def read_form(request: web.Request) -> Form:
    """Read the fields of a form.

    Raises:
        Refusal: It is too large, too slow, in another format, or cannot be read.
    """
    if request.content_type != MEDIA:
        if not request.can_read_body:
            return Form([])
        raise UnsupportedMediaType(allowed=MEDIA)
    raw = await read_body(request, request.app[HTTP].context.settings.body_timeout)
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            encoding="utf-8",
            errors="strict",
        )
    except ValueError:
        raise Malformed(reason="form") from None
    return Form([(name, value.replace("\0", "")) for name, value in pairs])
