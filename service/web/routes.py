"""The desk's URL map: every page in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.api.problems import NotFound
from service.domain.moderator import Role
from service.sign_in.with_provider import BACK
from service.web import (
    bulk,
    decide,
    events,
    insight,
    personal,
    policy,
    provider,
    queue,
    sign_in,
    static,
)
from service.web.page import Again, Endpoint, Page

if TYPE_CHECKING:
    from aiohttp import web


async def _nothing(_: web.Request, __: object) -> web.StreamResponse:
    """Answer what no page is at."""
    raise NotFound


def _own(method: str, path: str, endpoint: Endpoint, again: Again = personal.settings_again) -> Page:
    """Make a page of a moderator's own settings."""
    return Page(method, f"/desk/settings{path}", endpoint, again=again, personal=True)


PAGES = [
    Page("GET", static.PATH, static.get_static, needs=None),
    Page("GET", "/desk/sign-in", sign_in.get_sign_in, needs=None),
    Page("POST", "/desk/sign-in", sign_in.post_sign_in, needs=None, again=sign_in.sign_in_again),
    Page("POST", "/desk/sign-in/code", sign_in.post_code, needs=None, again=sign_in.code_again),
    Page("POST", "/desk/sign-in/provider", provider.post_provider, needs=None, again=sign_in.sign_in_again),
    Page("GET", BACK, provider.get_provider_back, needs=None, again=provider.back_again),
    Page("POST", "/desk/sign-out", sign_in.post_sign_out, personal=True),
    _own("GET", "", personal.get_settings),
    _own("POST", "/preferences", personal.post_preferences),
    _own("POST", "/password", personal.post_password),
    _own("POST", "/codes", personal.post_codes),
    _own("POST", "/codes/confirm", personal.post_codes_confirm, personal.codes_again),
    _own("POST", "/codes/off", personal.post_codes_off),
    _own("POST", "/sessions/end", personal.post_session_end),
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
    Page("GET", "/desk/policy", policy.get_policies, needs=Role.SENIOR),
    Page("GET", "/desk/policy/{site}", policy.get_policy, needs=Role.SENIOR),
    Page("POST", "/desk/policy/{site}", policy.post_policy, needs=Role.SENIOR),
    Page("GET", "/desk/policy/{site}/versions/{version}", policy.get_version, needs=Role.SENIOR),
    Page("GET", "/desk/{tail:.*}", _nothing, needs=None),
]
