"""Every page in both themes and both languages is accessible, and stays within the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.accessibility import violations
from tests.browser.desks import Screen

if TYPE_CHECKING:
    from tests.browser.desks import Desks

PATHS = ["/desk/nowhere"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing(
    desks: Desks, path: str, theme: Literal["light", "dark"], language: Literal["de", "en"]
) -> None:
    """No violation of WCAG 2.2 AA or of good practice, on any page, in any theme and language."""
    page = desks.open("berta", Screen(theme=theme, language=language), path)
    desks.watch(page).expect("status of 404")
    assert violations(page) == []
