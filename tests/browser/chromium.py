"""Finds a Chromium on this machine, and opens it."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

SETTING = "MODERATO_TEST_CHROMIUM"
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The headless shell comes first: the same engine without a window's tabs and bars, at half the work."""
MISSING = (
    "no Chromium for the browser tests: apt-get install chromium-headless-shell, or chromium, or"
    f" .venv/bin/playwright install chromium, or name one: {SETTING}=/path/to/chrome"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a Chromium without a window.

    Raises:
        FileNotFoundError: There is none; the message says in one line what to install.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(playwright), args=_arguments())
        yield browser
        browser.close()


def find(playwright: Playwright) -> Path:
    """Give the program: the one that is set, one on the PATH, or Playwright's own download.

    Raises:
        FileNotFoundError: There is none.
    """
    wanted = os.environ.get(SETTING)
    named = (
        [wanted] if wanted else [*filter(None, map(shutil.which, NAMES)), playwright.chromium.executable_path]
    )
    for program in map(Path, named):
        if program.is_file():
            return program
    raise FileNotFoundError(MISSING)


def _arguments() -> list[str]:
    """Give the options without which it does not start in a container: as root, or with little /dev/shm."""
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def main() -> None:
    """Say in one line where Chromium is, or what to install; for the Makefile."""
    with sync_playwright() as playwright:
        print(find(playwright))  # noqa: T201 - a command


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as missing:
        raise SystemExit(str(missing)) from None
