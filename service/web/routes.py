"""The desk's URL map: every page in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.api.problems import NotFound
from service.domain.moderator import Role
from service.web import insight, policy, queue, static
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
    Page("GET", "/desk/insight", insight.get_insight, needs=Role.SENIOR),
    Page("GET", "/desk/insight.csv", insight.get_insight_csv, needs=Role.SENIOR),
    Page("GET", "/desk/policy", policy.get_policies, needs=Role.SENIOR),
    Page("GET", "/desk/policy/{site}", policy.get_policy, needs=Role.SENIOR),
    Page("POST", "/desk/policy/{site}", policy.post_policy, needs=Role.SENIOR),
    Page("GET", "/desk/policy/{site}/versions/{version}", policy.get_version, needs=Role.SENIOR),
    Page("GET", "/desk/{tail:.*}", _nothing, needs=None),
]
