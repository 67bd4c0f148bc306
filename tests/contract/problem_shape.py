"""The one shape of every error, pinned: what a client may rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from service.api.messages import FIELDS, PROBLEMS

if TYPE_CHECKING:
    from aiohttp import ClientResponse

SHAPE = {"type", "title", "status", "code", "detail", "request_id"}


async def problem(answer: ClientResponse, status: int, code: str) -> dict[str, Any]:
    """Check an answer against the shape, and give its document."""
    text = await answer.text()
    assert answer.status == status, text
    assert answer.content_type == "application/problem+json"
    assert answer.headers["X-Request-Id"]
    assert answer.headers["Content-Language"] in ("de", "en")
    found = checked(text, code)
    assert found["status"] == status
    assert found["request_id"] == answer.headers["X-Request-Id"]
    return found


def checked(text: str | bytes, code: str | None = None) -> dict[str, Any]:
    """Check a problem document, and give it."""
    found: dict[str, Any] = json.loads(text)
    assert set(found) - {"errors"} == SHAPE
    assert found["code"] == (code or found["code"])
    assert found["code"] in PROBLEMS
    assert found["type"] == f"urn:moderato:problem:{found['code']}"
    assert found["title"]
    assert found["detail"]
    assert ("errors" in found) == (found["code"] == "invalid")
    for error in found.get("errors", ()):
        assert set(error) == {"pointer", "code", "detail"}
        assert error["pointer"].startswith("#")
        assert error["code"] in FIELDS
        assert error["detail"]
    return found


async def pointers(answer: ClientResponse) -> dict[str, str]:
    """Check a 422 and give the codes of the bad fields by their pointers."""
    found = await problem(answer, 422, "invalid")
    codes = {error["pointer"]: error["code"] for error in found["errors"]}
    assert len(codes) == len(found["errors"]), "a field is named twice"
    return codes
