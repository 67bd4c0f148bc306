"""The desk's URL map: every page in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.api.problems import NotFound
from service.domain.moderator import Role
from service.web import bulk, decide, events, insight, queue, static
from service.web.page import Page

if TYPE_CHECKING:
    from aiohttp import web


async def _nothing(_: web.Request, __: object) -> web.StreamResponse:
    """Answer what no page is at."""
    raise NotFound


PAGES = [
    Page("GET", static.PATH, static.get_static, needs=None),
    Page("GET", "/desk", queue.get_desk),
    Page("GET", "/desk/queue", queue.get_queue),
    Page("GET", "/desk/queue/rows", queue.get_rows),
    Page("POST", "/desk/queue/bulk", bulk.post_bulk),
    Page("GET", "/desk/comments/{id}", queue.get_comment),
    Page("POST", "/desk/comments/{id}", decide.post_choice),
    Page("POST", "/desk/undo", decide.post_undo),
    Page("GET", "/desk/events", events.get_events),
    Page("GET", "/desk/keys", queue.get_keys),
    Page("GET", "/desk/insight", insight.get_insight, needs=Role.SENIOR),
    Page("GET", "/desk/insight.csv", insight.get_insight_csv, needs=Role.SENIOR),
    Page("GET", "/desk/{tail:.*}", _nothing, needs=None),
]
