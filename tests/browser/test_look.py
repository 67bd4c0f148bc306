"""Every page in both themes and both languages is accessible, and stays within the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.accessibility import violations
from tests.browser.desks import Screen

if TYPE_CHECKING:
    from tests.browser.desks import Desks

PATHS = ["/desk/queue", "/desk/keys", "/desk/settings", "/desk/insight", "/desk/nowhere"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing(
    desks: Desks, path: str, theme: Literal["light", "dark"], language: Literal["de", "en"]
) -> None:
    """No violation of WCAG 2.2 AA or of good practice, on any page, in any theme and language."""
    page = desks.open("berta", Screen(theme=theme, language=language), path)
    desks.watch(page).expect("status of 404")
    assert page.evaluate("location.pathname") == path
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing_at_the_door(
    desks: Desks, theme: Literal["light", "dark"], language: Literal["de", "en"]
) -> None:
    """The same of the sign-in form."""
    page = desks.stranger(Screen(theme=theme, language=language))
    page.goto("/desk/sign-in")
    assert violations(page) == []
