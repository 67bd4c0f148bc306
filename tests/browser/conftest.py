"""Desks to look at: a Chromium, the service on a real port, and moderators signed in."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.settings import PROJECT
from service.sign_in import Entered, Visitor, sign_in
from tests.browser.chromium import chromium
from tests.browser.desks import PATIENCE, Desks
from tests.conftest import PASSWORD
from tests.contract.conftest import quick_passwords
from tests.contract.live import serving

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from playwright.sync_api import Browser, Page

    from service.context import Context

__all__ = ["quick_passwords"]

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, so that its pages are photographed before they are closed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Run one Chromium for these tests alone: while it runs, this thread's event loop is Playwright's."""
    expect.set_options(timeout=PATIENCE)
    with chromium() as running:
        yield running


@pytest.fixture
def address(context: Context) -> Iterator[str]:
    """Serve the desk; give its address."""
    with serving(context) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def desks(
    browser: Browser, address: str, context: Context, request: pytest.FixtureRequest
) -> Iterator[Desks]:
    """Open desks for the people of the cast; at the end none may have complained unexpectedly."""
    request.getfixturevalue("cast")

    def enter(name: str) -> str:
        entered = sign_in(context, Visitor("192.0.2.7", "Chromium, Linux"), name, PASSWORD)
        assert isinstance(entered, Entered)
        return entered.token

    with ExitStack() as closing:
        opened = Desks(browser, address, enter, closing)
        yield opened
        if request.node.stash.get(FAILED, False):
            opened.photograph(PROJECT / "build" / "browser-failures", request.node.name)
    assert opened.complaints() == []


@pytest.fixture
def desk(desks: Desks) -> Page:
    """Sign Anna in, at the desk's first page."""
    return desks.open("anna")
