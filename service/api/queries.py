"""What may stand behind the question mark: one definition for validation and the OpenAPI document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from service.api.cursor import to_id, to_place
from service.api.fields import CLEAN
from service.api.request import validate
from service.domain.comment import Status
from service.domain.queues import LANGUAGES, REASONS, Queue
from service.domain.score import Attribute
from service.domain.submission import MAX_ID
from service.domain.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

Query = TypeVar("Query", bound=BaseModel)

MOST = 200
"""Comments on one page."""
MOST_MINUTES = 10_000_000
"""Nineteen years."""


def _whole(least: int, most: int) -> Callable[[object], object]:
    """Read a whole number within bounds from its digits."""

    def read(given: object) -> object:
        if isinstance(given, str):
            if not re.fullmatch(r"[0-9]{1,9}", given) or not least <= int(given) <= most:
                raise PydanticCustomError(
                    "range", "must be a whole number within bounds", {"ge": least, "le": most}
                )
            return int(given)
        return given

    return read


_Number = Annotated[int, Field(ge=1, le=MOST)]
PageSize = Annotated[_Number, BeforeValidator(_whole(1, MOST), json_schema_input_type=_Number)]
_Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]
Minutes = Annotated[_Minutes, BeforeValidator(_whole(0, MOST_MINUTES), json_schema_input_type=_Minutes)]
_Short = Annotated[str, Field(min_length=1, max_length=MAX_ID), CLEAN]
_CURSOR = "The `next_cursor` of the page before."


class CommentsQuery(BaseModel):
    """Which of a site's comments to list."""

    status: Annotated[Status | None, Field(description="Only comments in this status.")] = None
    cursor: Annotated[
        str | None, Field(description=_CURSOR), BeforeValidator(to_id, json_schema_input_type=str)
    ] = None
    limit: Annotated[PageSize, Field(description="Comments on the page.")] = 50


class ReviewFilter(BaseModel):
    """Which waiting comments: a queue of one site or of all, and filters on it."""

    queue: Annotated[Queue, Field(description="`escalated` is for seniors.")] = Queue.FLAGGED
    site: Annotated[str | None, Field(description="One site only.")] = None
    attribute: Annotated[Attribute | None, Field(description="Only where it reached its threshold.")] = None
    reason: Annotated[
        Literal[REASONS] | None,  # type: ignore[valid-type]
        Field(description="Only with this signal, or `scoring_failed`, or `degraded`."),
    ] = None
    language: Annotated[Literal[LANGUAGES] | None, Field(description="Only in it.")] = None  # type: ignore[valid-type]
    post: Annotated[_Short | None, Field(description="Only under this article.")] = None
    author: Annotated[_Short | None, Field(description="Only by this author: a comment's `author`.")] = None
    cluster: Annotated[
        str | None, Field(pattern=r"^[0-9a-f]{16}$", description="One campaign only: a comment's `cluster`.")
    ] = None
    older_than: Annotated[
        Minutes | None, Field(description="Only those accepted before so many minutes.")
    ] = None
    newer_than: Annotated[Minutes | None, Field(description="Only those accepted since so many minutes.")] = (
        None
    )
    q: Annotated[
        _Short | None,
        Field(description="Only those that hold it, in any case and with any accents, or go by it."),
    ] = None

    def view(self, sites: tuple[str, ...]) -> View:
        """Give the view that is asked for; `sites` are those granted."""
        wanted = sites if self.site is None else tuple(each for each in sites if each == self.site)
        filters = self.model_dump(include=set(ReviewFilter.model_fields) - {"site", "q"})
        return View(wanted, text=self.q or "", **filters)


class ReviewQuery(ReviewFilter):
    """Which waiting comments to list."""

    status: Annotated[Literal[Status.FLAGGED], Field(description="As before there were queues.")] = (
        Status.FLAGGED
    )
    cursor: Annotated[
        tuple[float, str] | None,
        Field(description=_CURSOR),
        BeforeValidator(to_place, json_schema_input_type=str),
    ] = None
    limit: Annotated[PageSize, Field(description="Comments on the page.")] = 50


def read_query(request: web.Request, model: type[Query]) -> Query:
    """Check the query; parameters that the model does not name are ignored.

    Raises:
        InvalidFields: Some parameters are bad; all of them are named.
    """
    return validate(model, dict(request.query))
