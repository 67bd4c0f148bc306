"""What tests read from the queue's page, and what they press there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from service.storage import comments
from tests.integration.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Locator, Page

    from service.context import Context
    from service.domain.comment import Comment, Status

COUNT_MOUSE = """
window.stayed = true;
window.mouse = 0;
for (const kind of ["pointerdown", "mousedown", "mousemove", "touchstart", "wheel"])
  addEventListener(kind, (event) => { if (event.isTrusted) window.mouse += 1; }, true);
"""
"""A script that marks the page, so that a reload is seen, and counts what a hand on a mouse would do."""


def article(page: Page) -> Locator:
    """Give the comment that is shown."""
    return page.locator("article.comment")


def shows(page: Page, comment_id: str) -> None:
    """Wait until a comment is shown, and the script listens to keys."""
    expect(page.locator("html.scripted")).to_be_attached()
    expect(article(page)).to_have_attribute("data-id", comment_id)


def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def rows(page: Page) -> list[str]:
    """Give the ids in the list, in order."""
    found: list[str] = page.locator("#rows .row").evaluate_all("all => all.map(each => each.dataset.id)")
    return found


def stored(context: Context, comment_ids: Sequence[str]) -> list[Comment]:
    """Read comments, none of which may be missing."""
    found = [each for each in comments.load(context.redis, comment_ids) if each is not None]
    assert len(found) == len(comment_ids)
    return found


def become(context: Context, comment_ids: Sequence[str], *statuses: Status) -> None:
    """Wait until comments have statuses: each its own, or all the same."""
    wanted = list(statuses) if len(statuses) > 1 else [*statuses] * len(comment_ids)
    wait_until(
        lambda: [each.status for each in stored(context, comment_ids)] == wanted, f"they become {wanted}"
    )
