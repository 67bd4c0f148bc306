"""The live API is what its OpenAPI document says, for whatever a client may think of."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.api.route import Access
from service.api.routes import ROUTES
from tests.conftest import Cast, bearer, submission
from tests.contract.live import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import JsonValue
    from schemathesis import Case

    from service.api.route import Route
    from service.context import Context

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 20
"""Requests tried for each operation, about as many made to be good as made to be bad."""
INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"


@pytest.fixture
def api(context: Context) -> Iterator[str]:
    """Serve the API on a real port."""
    with serving(context) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def flagged(api: str, cast: Cast, screen_all: Callable[[], None]) -> str:
    """Give a comment that waits for a moderator."""
    posted = requests.post(
        f"{api}/v1/comments", json=submission(content=INSULT), headers=bearer(cast.site_key), timeout=10
    )
    screen_all()
    return str(posted.json()["id"])


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_answer_is_as_described(api: str, cast: Cast, flagged: str, route: Route) -> None:
    """Requests made to be good, and made to be bad, get no 5xx and nothing that is not described."""
    schema = schemathesis.openapi.from_url(f"{api}/openapi.json")
    operation = schema[route.path][route.method]
    credential = cast.anna if route.access is Access.MODERATOR else cast.site_key
    takes_nothing = not (route.bodies or route.query or "{id}" in route.path)
    modes = [GenerationMode.POSITIVE] if takes_nothing else list(GenerationMode)
    tried = itertools.count()

    @seed(20_260)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)))
    def ask(case: Case[Any]) -> None:
        case.headers.pop("Prefer", None)  # it would wait: another test does
        if "id" in case.path_parameters and next(tried) % 2:
            case.path_parameters["id"] = flagged
        case.call_and_validate(headers=bearer(credential), checks=CHECKS)

    ask()


def test_a_comment_of_its_life_is_as_described(api: str, cast: Cast, flagged: str) -> None:
    """The good answers that chance rarely finds, from claim to erasing, are as described too."""
    schema = schemathesis.openapi.from_url(f"{api}/openapi.json")
    decision: JsonValue = {"outcome": "reject", "reason": "insult"}
    many: JsonValue = {
        "decisions": [{"id": flagged, "outcome": "reject"}, {"id": "none", "outcome": "approve"}]
    }
    view: JsonValue = {"language": "de", "newer_than": 60}
    bulk: JsonValue = {"view": view, "decision": decision, "until": "2999-01-01T00:00:00Z"}
    life: list[tuple[str, str, str, JsonValue, int]] = [
        ("POST", "/v1/review/comments/{id}/skip", cast.anna, None, 204),
        ("POST", "/v1/review/comments/{id}/note", cast.anna, {"text": "Wer kennt ihn?"}, 200),
        ("POST", "/v1/review/comments/{id}/escalate", cast.anna, {"note": "Bitte prüfen"}, 200),
        ("POST", "/v1/review/comments/{id}/escalate", cast.anna, {"note": ""}, 403),
        ("POST", "/v1/review/comments/{id}/claim", cast.anna, None, 403),
        ("POST", "/v1/review/comments/{id}/decision", cast.anna, decision, 403),
        ("POST", "/v1/review/comments/{id}/hand-back", cast.anna, None, 403),
        ("POST", "/v1/review/comments/{id}/hand-back", cast.berta, None, 200),
        ("POST", "/v1/review/comments/{id}/hand-back", cast.berta, None, 409),
        ("GET", "/v1/review/counts", cast.anna, None, 200),
        ("GET", "/v1/review/comments/{id}/background", cast.anna, None, 200),
        ("POST", "/v1/review/bulk", cast.anna, bulk, 200),
        ("POST", "/v1/review/undo", cast.anna, None, 200),
        ("POST", "/v1/review/undo", cast.anna, None, 409),
        ("POST", "/v1/review/comments/{id}/claim", cast.anna, None, 200),
        ("POST", "/v1/review/comments/{id}/claim", cast.berta, None, 409),
        ("POST", "/v1/review/comments/{id}/release", cast.berta, None, 204),
        ("POST", "/v1/review/comments/{id}/claim", cast.anna, None, 200),
        ("GET", "/v1/review/comments", cast.anna, None, 200),
        ("GET", "/v1/review/comments/{id}", cast.anna, None, 200),
        ("POST", "/v1/review/comments/{id}/decision", cast.anna, decision, 200),
        ("POST", "/v1/review/comments/{id}/decision", cast.anna, decision, 409),
        ("POST", "/v1/review/comments/{id}/reverse", cast.anna, {"outcome": "approve"}, 200),
        ("POST", "/v1/review/comments/{id}/reverse", cast.berta, {"outcome": "approve"}, 409),
        ("POST", "/v1/review/comments/{id}/reverse", cast.berta, {"outcome": "reject", "reason": "x"}, 422),
        ("POST", "/v1/review/comments/{id}/undo", cast.anna, None, 200),
        ("POST", "/v1/review/comments/{id}/undo", cast.berta, None, 200),
        ("POST", "/v1/review/comments/{id}/undo", cast.berta, None, 409),
        ("POST", "/v1/review/decisions", cast.anna, many, 200),
        ("POST", "/v1/review/comments/{id}/undo", cast.carl, None, 404),
        ("GET", "/v1/comments/{id}", cast.site_key, None, 200),
        ("GET", "/v1/comments", cast.site_key, None, 200),
        ("DELETE", "/v1/comments/{id}", cast.site_key, None, 204),
    ]
    for method, path, credential, body, status in life:
        case = schema[path][method].Case(
            path_parameters={"id": flagged} if "{id}" in path else {},
            body=body or NOT_SET,
            media_type="application/json" if body else None,
        )
        answer = case.call(headers=bearer(credential))
        assert answer.status_code == status, (path, answer.text)
        case.validate_response(answer, checks=CHECKS)
