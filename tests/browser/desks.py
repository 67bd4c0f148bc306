"""Moderators' browsers: each with cookies, language, theme and window of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from service.web.cookies import SESSION
from tests.browser.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PATIENCE = 20_000.0
"""Milliseconds after which a condition counts as never coming true."""


@dataclass(frozen=True, slots=True)
class Screen:
    """How a moderator looks at the desk."""

    width: int = 1440
    height: int = 900
    language: Literal["de", "en"] = "de"
    theme: Literal["light", "dark"] = "light"
    scripts: bool = True


DESKTOP = Screen()
PHONE = Screen(width=390, height=844)
SCREENS = (DESKTOP, Screen(language="en"), PHONE)
"""Both languages, and a phone."""


class Desks:
    """Opens browsers for the people of a test, and knows what their pages complained about."""

    def __init__(
        self, browser: Browser, address: str, enter: Callable[[str], str], closing: ExitStack
    ) -> None:
        """Set up; nothing is opened yet.

        Args:
            browser: The Chromium.
            address: The service's.
            enter: Signs a moderator in by name, and gives the session's token.
            closing: Closes what was opened.
        """
        self.address = address
        self._browser, self._enter, self._closing = browser, enter, closing
        self._watches: dict[Page, Watch] = {}

    def open(self, name: str, screen: Screen = DESKTOP, path: str = "/desk") -> Page:
        """Open a signed-in moderator's browser at a page."""
        page = self.stranger(screen)
        page.context.add_cookies([{"name": SESSION, "value": self._enter(name), "url": self.address}])
        page.goto(path)
        return page

    def stranger(self, screen: Screen = DESKTOP) -> Page:
        """Open a browser in which nobody is signed in yet, at no page."""
        context = self._browser.new_context(
            base_url=self.address,
            viewport={"width": screen.width, "height": screen.height},
            locale="de-DE" if screen.language == "de" else "en-GB",
            color_scheme=screen.theme,
            reduced_motion="reduce",
            java_script_enabled=screen.scripts,
        )
        context.set_default_timeout(PATIENCE)
        self._closing.callback(context.close)
        page = context.new_page()
        self._watches[page] = Watch(context)
        return page

    def watch(self, page: Page) -> Watch:
        """Give what a page's browser has complained about."""
        return self._watches[page]

    def complaints(self) -> list[str]:
        """Give what nobody expected any page to complain about."""
        return [each for watch in self._watches.values() for each in watch.unexpected()]

    def photograph(self, folder: Path, name: str) -> None:
        """Take a picture of every open page, for whoever looks into a failed test."""
        folder.mkdir(parents=True, exist_ok=True)
        safe = "".join(letter if letter.isalnum() else "-" for letter in name)
        for number, page in enumerate(self._watches):
            if not page.is_closed():
                page.screenshot(path=folder / f"{safe}-{number}.png")
