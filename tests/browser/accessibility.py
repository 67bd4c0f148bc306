"""What axe-core finds wrong with a page, in words that name the element."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = (
    "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found => found.violations)"
)


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Give what breaks WCAG 2.2 AA or good practice on the page as it stands, dark and light, a line each."""
    page.evaluate(_axe())
    return [line for theme in THEMES for line in _in_theme(page, theme)]


def _in_theme(page: Page, theme: Literal["dark", "light"]) -> list[str]:
    page.emulate_media(color_scheme=theme)
    found: list[dict[str, Any]] = page.evaluate(_RUN, RULES)
    return [f"{theme}: {_line(rule, node)}" for rule in found for node in rule["nodes"]]


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    """Say which rule which element breaks, and how."""
    how = " ".join(node.get("failureSummary", "").split())
    return f"{rule['id']}: {rule['help']}: {node['html'][:200]}: {how}"
