"""Benchmark (g): what moderators wait for, with few and with many comments in the queue."""

from __future__ import annotations

import json
import statistics
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from service.administration import add_moderator, add_site
from service.domain.moderator import Moderator, Role
from tests.benchmarks.figures import figure
from tests.benchmarks.stack import HOST, SITE
from tests.integration.waiting import store, varied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.figures import Figure
    from tests.benchmarks.stack import Stack

FEW = "blatt"
_PAGE = "/v1/review/comments?limit=30"
_ASKED = {
    "page of the queue": f"{_PAGE}&site=",
    "page with one filter": f"{_PAGE}&attribute=INSULT&site=",
    "page with two filters": f"{_PAGE}&attribute=INSULT&language=de&site=",
    "page older than an hour": f"{_PAGE}&older_than=60&site=",
    "search for a common word": f"{_PAGE}&q={quote('unverschamt')}&site=",
    "counts by every filter": "/v1/review/counts?site=",
}
_ROUNDS = 60
WANTED = 1 / 1.5
"""A page of a long queue takes at most 1.5 times what one of a short queue takes."""


def measure(stack: Stack, few: int, many: int) -> list[Figure]:
    """Let few comments wait on one site and many on another, and ask for pages of both in turn.

    In turn, so that whatever else the machine does in the meantime slows both.
    """
    stack.reset()
    add_site(stack.context, FEW, "Das Blatt", stack.settings.policy)
    add_moderator(stack.context, Moderator("anna", "Anna", Role.MODERATOR, (SITE, FEW)), "not used")
    store(stack.context, varied(many))
    store(stack.context, varied(few, seed=2, site=FEW))
    figures: list[Figure] = []
    with stack.api() as (_, port, _):
        desk = _Desk(port, stack.moderator_token)
        for name, path in _ASKED.items():
            pairs = [
                (desk.ask("GET", path + FEW)[0], desk.ask("GET", path + SITE)[0]) for _ in range(_ROUNDS)
            ]
            figures += _compared(name, few, many, pairs)
        pairs = [
            (desk.decide_and_go_on(FEW), desk.decide_and_go_on(SITE)) for _ in range(min(_ROUNDS, few - 1))
        ]
        figures += _compared("decision and the next comment", few, many, pairs)
        desk.close()
    return figures


def _compared(name: str, few: int, many: int, pairs: Sequence[tuple[float, float]]) -> list[Figure]:
    quickness = statistics.median(one for one, _ in pairs) / statistics.median(other for _, other in pairs)
    return [
        figure(f"(g) {few:,} waiting: {name}", [one for one, _ in pairs], "ms"),
        figure(f"(g) {many:,} waiting: {name}", [other for _, other in pairs], "ms"),
        figure(f"(g) {name}: as quick with {many:,} as with {few:,}", [quickness], "x", WANTED),
    ]


class _Desk:
    """A moderator with one connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: object = None) -> tuple[float, Any]:
        """Ask, and give the milliseconds that the answer took, with the answer."""
        sent = None if body is None else json.dumps(body)
        began = time.perf_counter()
        self._connection.request(method, path, sent, self._headers)
        answer = self._connection.getresponse()
        read = answer.read()
        took = (time.perf_counter() - began) * 1e3
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return took, json.loads(read)

    def decide_and_go_on(self, site: str) -> float:
        """Decide the first comment of a site's queue and get the one after it."""
        first = f"/v1/review/comments?limit=1&site={site}"
        _, page = self.ask("GET", first)
        path = f"/v1/review/comments/{page['comments'][0]['id']}/decision"
        deciding, _ = self.ask("POST", path, {"outcome": "approve"})
        return deciding + self.ask("GET", first)[0]

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
