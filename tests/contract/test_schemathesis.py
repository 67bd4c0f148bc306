"""The live API is what its OpenAPI document says, for whatever a client may think of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.api.routes import ROUTES, Access
from tests.conftest import SITE, Cast, bearer, submission
from tests.contract.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import Case

    from service.api.routes import Route
    from service.context import Context

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 25
"""Requests tried for each operation and credential."""


@pytest.fixture
def api(context: Context) -> Iterator[str]:
    """Serve the API on a real port."""
    with serving(context) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_answer_is_as_described(api: str, cast: Cast, route: Route) -> None:
    """Generated requests, good and bad, never get a 5xx, nor a status, type, header or body not described."""
    schema = schemathesis.openapi.from_url(f"{api}/openapi.json")
    operation = schema[route.path][route.method]
    credential = cast.anna if route.access is Access.MODERATOR else cast.site_key

    @seed(20_260)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Case) -> None:
        case.call_and_validate(headers=bearer(credential), checks=CHECKS)

    ask()
