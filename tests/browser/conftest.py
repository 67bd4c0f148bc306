"""Desks to look at: a Chromium, the service on a real port, and moderators signed in."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.settings import PROJECT
from tests.browser.chromium import chromium
from tests.browser.desks import PATIENCE, Desks
from tests.contract.conftest import quick_passwords
from tests.contract.live import serving

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from playwright.sync_api import Browser, Page

    from service.context import Context
    from tests.conftest import Cast

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
def desks(browser: Browser, address: str, cast: Cast, request: pytest.FixtureRequest) -> Iterator[Desks]:
    """Open desks for the people of the cast; at the end none may have complained unexpectedly."""
    with ExitStack() as closing:
        opened = Desks(browser, address, {"anna": cast.anna, "berta": cast.berta, "carl": cast.carl}, closing)
        yield opened
        if request.node.stash.get(FAILED, False):
            opened.photograph(PROJECT / "build" / "browser-failures", request.node.name)
    assert opened.complaints() == []


@pytest.fixture
def desk(desks: Desks) -> Page:
    """Sign Anna in, at the desk's first page."""
    return desks.open("anna")
