"""Benchmark (h): from a key press to the next comment on screen, in a real Chromium, with many waiting."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from typing import TYPE_CHECKING

from service.administration import add_moderator
from service.domain.moderator import Moderator, Role
from service.sign_in import Entered, Visitor, sign_in
from tests.benchmarks.figures import figure
from tests.benchmarks.stack import HOST, SITE
from tests.browser.chromium import chromium
from tests.browser.desks import Desks
from tests.integration.waiting import store, varied

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.benchmarks.figures import Figure
    from tests.benchmarks.stack import Stack

PASSWORD = "a password for a benchmark"
READING = 300.0
"""Milliseconds between two keys of somebody who decides very quickly."""
FAR = 50.0
"""Milliseconds that a network adds to each answer."""
GOAL = 100.0
"""Milliseconds from a key press to the next comment, 95 times in 100."""
CLOCK = """() => {
  window.took = [];
  let pressed = 0;
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    const since = pressed;
    // After the next frame it is on the screen: the message is handled once that was painted.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.took.push(performance.now() - since);
      channel.port2.postMessage(0);
    });
  }).observe(document.getElementById("stage"), { childList: true });
}"""
"""Measures in the page: from the key's own time to the frame that shows the next comment."""


def measure(stack: Stack, many: int, presses: int) -> list[Figure]:
    """Decide comment after comment, and time each key."""
    stack.reset()
    add_moderator(stack.context, Moderator("dora", "Dora", Role.MODERATOR, (SITE,)), PASSWORD)
    store(stack.context, varied(many))

    def enter(name: str) -> str:
        entered = sign_in(stack.context, Visitor("127.0.0.1"), name, PASSWORD)
        assert isinstance(entered, Entered)
        return entered.token

    figures: list[Figure] = []
    with stack.api() as (_, port, _), ExitStack() as closing:
        browser = closing.enter_context(chromium())
        desks = Desks(browser, f"http://{HOST}:{port}", enter, closing)
        page = desks.open("dora", path="/desk/queue")
        figures += _summed_up(f"(h) {many:,} waiting: key to next comment", _decide(page, presses, READING))
        figures += _summed_up(f"(h) {many:,} waiting: without a pause", _decide(page, presses, 0.0))
        _be_far_away(page)
        figures += _summed_up(f"(h) {many:,} waiting: {FAR:.0f} ms away", _decide(page, presses, READING))
        figures.append(figure(f"(h) {many:,} waiting: the page", _loads(page), "ms"))
    return figures


def _decide(page: Page, presses: int, pause: float) -> list[float]:
    """Approve so many comments; give the milliseconds of each key."""
    page.wait_for_selector("html.scripted")
    page.wait_for_timeout(1_000)
    page.evaluate(CLOCK)
    for number in range(1, presses + 1):
        page.keyboard.press("a")
        page.wait_for_function("number => window.took.length >= number", arg=number)
        page.wait_for_timeout(pause)
    took: list[float] = page.evaluate("window.took")
    page.reload()
    return took[:presses]


def _be_far_away(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": FAR, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", conditions)


def _loads(page: Page) -> list[float]:
    """Give the milliseconds until the page is there, with its first comment, some times over."""
    took = []
    for _ in range(5):
        page.goto("/desk/queue")
        took.append(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
    return took


def _summed_up(name: str, took: list[float]) -> list[Figure]:
    p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
    return [
        figure(name, took, "ms"),
        figure(f"{name}: p95", [p95], "ms"),
        figure(f"{name}: {GOAL:.0f} ms against the p95", [GOAL / p95], "x", 1.0),
    ]
