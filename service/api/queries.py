"""What may stand behind the question mark: one definition for validation and the OpenAPI document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from service.api.cursor import to_id, to_place
from service.api.request import validate
from service.domain.comment import Status

if TYPE_CHECKING:
    from aiohttp import web

Query = TypeVar("Query", bound=BaseModel)

MOST = 200
"""Comments on one page."""


def _page_size(given: object) -> object:
    if isinstance(given, str):
        if not re.fullmatch(r"[0-9]{1,9}", given) or not 1 <= int(given) <= MOST:
            raise PydanticCustomError("range", "must be a whole number within bounds", {"ge": 1, "le": MOST})
        return int(given)
    return given


_Number = Annotated[int, Field(ge=1, le=MOST)]
PageSize = Annotated[_Number, BeforeValidator(_page_size, json_schema_input_type=_Number)]
_CURSOR = "The `next_cursor` of the page before."


class CommentsQuery(BaseModel):
    """Which of a site's comments to list."""

    status: Annotated[Status | None, Field(description="Only comments in this status.")] = None
    cursor: Annotated[
        str | None, Field(description=_CURSOR), BeforeValidator(to_id, json_schema_input_type=str)
    ] = None
    limit: Annotated[PageSize, Field(description="Comments on the page.")] = 50


class ReviewQuery(BaseModel):
    """Which flagged comments to list."""

    status: Annotated[Literal[Status.FLAGGED], Field(description="Only these wait for review.")] = (
        Status.FLAGGED
    )
    site: Annotated[str | None, Field(description="One site only.")] = None
    cluster: Annotated[
        str | None, Field(pattern=r"^[0-9a-f]{16}$", description="One campaign only: a comment's `cluster`.")
    ] = None
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
