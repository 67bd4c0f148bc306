"""The OpenAPI document is valid, whole, and says the codes that errors really have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from service.api.messages import FIELDS, PROBLEMS
from service.api.openapi import openapi
from service.api.problems import Internal
from service.api.route import Access
from service.api.routes import ROUTES
from service.domain.errors import Refusal
from service.edge import make_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.context import Context

OF_OPERATORS_ONLY = {"moderator_not_found", "refused"}
"""Refusals that no request can meet: a command prints them."""
OF_THE_DESK_ONLY = {
    *("sign_in_failed", "wrong_code", "wrong_password", "password_unfit", "passwords_differ"),
    *("too_many_tries", "provider_away", "provider_refused", "not_a_moderator"),
    *("policy_changed", "policy_not_found"),
}
"""Refusals that the desk's pages alone can meet."""
IN_RESULTS_ONLY = {"changed_meanwhile"}
"""Refusals that are told of one comment among many, never of a request."""
DOCUMENT: dict[str, Any] = openapi(ROUTES)


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _refusals(each)


def test_the_document_is_valid_openapi() -> None:
    """The specification's own schema for OpenAPI 3.1 finds nothing wrong, and every schema is one."""
    assert DOCUMENT["openapi"].startswith("3.1")
    errors = [error.message for error in jsonschema_rs.validator_for(OPENAPI_31).iter_errors(DOCUMENT)]
    assert errors == []
    for schema in DOCUMENT["components"]["schemas"].values():
        assert jsonschema_rs.meta.is_valid(schema)


def test_every_route_is_in_the_document(context: Context) -> None:
    """What the router knows, the desk's pages aside, the table of routes and the document are the same."""
    routed = {
        (route.method, route.resource.canonical)
        for route in make_app(context).router.routes()
        if route.resource and not route.resource.canonical.startswith("/desk")
    }
    described = {(method, path) for method, path, _ in _operations()}
    assert described == routed == {(route.method, route.path) for route in ROUTES}


def test_operation_names_are_unique() -> None:
    """Generated clients name their methods after `operationId`."""
    names = [operation["operationId"] for _, _, operation in _operations()]
    assert len(set(names)) == len(names)


def test_the_documented_codes_are_those_of_errors() -> None:
    """The code of a problem is one of PROBLEMS, that of a field one of FIELDS; each operation's are known."""
    schemas = DOCUMENT["components"]["schemas"]
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == set(PROBLEMS)
    assert set(schemas["ProblemField"]["properties"]["code"]["enum"]) == set(FIELDS)
    named = set(re.findall(r"`([a-z_]+)`", DOCUMENT["info"]["description"])) - {"allow"}
    for _, _, operation in _operations():
        for status, answer in operation["responses"].items():
            codes = re.findall(r"\(`([a-z_]+)`\)", answer["description"])
            assert all(str(int(PROBLEMS[code].status)) == status for code in codes)
            named |= set(codes)
    elsewhere = {"site_not_found"} | OF_THE_DESK_ONLY | IN_RESULTS_ONLY
    assert named == set(PROBLEMS) - elsewhere, "each problem is described somewhere"


def test_every_refusal_has_its_words() -> None:
    """Whatever the domain may refuse has a status, a title and a detail in both languages."""
    codes = {kind.code for kind in _refusals() if kind.__module__.startswith("service.")}
    assert Internal.code in codes
    assert codes - OF_OPERATORS_ONLY <= set(PROBLEMS)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_guarded_operations_say_so(route: Any) -> None:
    """An operation that needs a credential names its scheme and the 401; a public one has neither."""
    operation = DOCUMENT["paths"][route.path][route.method.lower()]
    guarded = route.access is not Access.PUBLIC
    assert ("security" in operation) == guarded
    assert ("401" in operation["responses"]) == guarded
    assert not guarded or "WWW-Authenticate" in operation["responses"]["401"]["headers"]
