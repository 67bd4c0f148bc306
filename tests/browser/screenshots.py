"""Makes pictures of every page of the desk: on desktop and phone, light and dark, in German and English."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from contextlib import ExitStack
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from playwright.sync_api import Error

from service.embedded_redis import EmbeddedRedis
from service.settings import PROJECT
from service.sign_in import Entered, Visitor, sign_in
from tests.browser import demo
from tests.browser.chromium import chromium
from tests.browser.desks import DESKTOP, PHONE, Desks, Screen
from tests.browser.scenes import SCENES
from tests.e2e.processes import House, wait_until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

FOLDER = PROJECT / "build" / "screenshots"
README = PROJECT / "docs" / "desk.png"
MOST = 300_000
"""Bytes that the README's picture may have."""


def main() -> int:
    """Make them."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("--only", metavar="PAGE", choices=list(SCENES), help="one page")
    parser.add_argument("--readme", action="store_true", help="make docs/desk.png, too")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="moderato-screenshots-") as folder, ExitStack() as closing:
        redis = closing.enter_context(EmbeddedRedis(Path(folder) / "redis"))
        house = closing.enter_context(House(redis.url, Path(folder) / "house", MODERATO_WORKERS="1"))
        house.api.start()
        house.workers.start()
        wait_until(house.is_ready, "the service is ready", within=60)
        by_author = demo.fill(house.context)

        @cache
        def enter(name: str) -> str:
            entered = sign_in(house.context, Visitor("192.0.2.7", "Chromium, Linux"), name, demo.PASSWORD)
            assert isinstance(entered, Entered)
            return entered.token

        desks = Desks(closing.enter_context(chromium()), house.url, enter, closing)
        made = photograph(desks, [wanted.only] if wanted.only else list(SCENES), by_author)
        if wanted.readme:
            README.write_bytes((FOLDER / "thread-desktop-light-de.png").read_bytes())
            assert README.stat().st_size < MOST, f"{README} has {README.stat().st_size} bytes"
    sys.stdout.write(f"{made} pictures in {FOLDER}\n")
    for complaint in sorted(set(desks.complaints())):
        sys.stdout.write(f"complaint: {complaint}\n")
    return 0


def photograph(desks: Desks, scenes: Sequence[str], by_author: dict[str, str]) -> int:
    """Take every scene on every screen; give the number of pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = 0
    for (kind, size), theme, language in product(
        (("desktop", DESKTOP), ("phone", PHONE)), ("light", "dark"), ("de", "en")
    ):
        screen = Screen(size.width, size.height, language, theme)  # type: ignore[arg-type]
        for name in scenes:
            scene = SCENES[name]
            page = desks.open(scene.who, screen, "about:blank") if scene.who else desks.stranger(screen)
            scene.prepare(page, by_author)
            _take(page, FOLDER / f"{name}-{kind}-{theme}-{language}.png", whole=scene.whole)
            page.context.close()
            made += 1
    return made


def _take(page: Page, path: Path, *, whole: bool, tries: int = 3) -> None:
    """Take a picture; on a busy machine Chromium sometimes cannot, and can a moment later."""
    try:
        page.screenshot(path=path, full_page=whole)
    except Error:
        if tries == 1:
            raise
        page.wait_for_timeout(1_000)
        _take(page, path, whole=whole, tries=tries - 1)


if __name__ == "__main__":
    sys.exit(main())
