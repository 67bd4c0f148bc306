"""What a page complains about while it is used: errors of scripts, of the console, of the security policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, WebError


class Watch:
    """Collects the complaints of all pages of a browser; a test names those that it means to cause."""

    def __init__(self, browser: BrowserContext) -> None:
        self.complaints: list[str] = []
        self._expected: list[str] = []
        browser.on("console", self._said)
        browser.on("weberror", self._raised)

    def expect(self, pattern: str) -> None:
        """Let complaints pass in which a regular expression is found, such as a refused request's status."""
        self._expected.append(pattern)

    def unexpected(self) -> list[str]:
        """Give the complaints that nobody expected."""
        return [each for each in self.complaints if not any(re.search(some, each) for some in self._expected)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _raised(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")
