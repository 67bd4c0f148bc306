"""The policy page: thresholds with what they would have done, saved as versions that can be compared."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from service.administration import check_may_set, find_policy, save_policy
from service.api.keys import HTTP
from service.api.problems import NotFound
from service.api.request import LANGUAGE
from service.domain.errors import PolicyChanged
from service.domain.moderator import Role, sites_as
from service.storage import policies
from service.web.form import FORM
from service.web.page import go_to, render, wants_fragment
from service.web.policy_form import MOST_NOTE, form_of, is_given, read_policy_form
from service.web.policy_rows import compare_policies
from service.web.policy_sheet import PolicySheet, read_names, read_sheet

if TYPE_CHECKING:
    from aiohttp import web

    from service.web.access import SignedIn
    from service.web.policy_form import PolicyForm


async def get_policies(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Send a senior to the policy of the site asked for, or of the first one."""
    sites = sites_as(signed_in.moderator, Role.SENIOR)
    wanted = request.query.get("site", sites[0])
    if wanted not in sites:
        raise NotFound
    return go_to(f"/desk/policy/{wanted}")


async def get_policy(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Show a site's policy, or with thresholds in the query a preview of those."""
    form = read_policy_form(request.query) if is_given(request.query) else None
    sheet = await asyncio.to_thread(_sheet, request, signed_in, form, _version(request.query.get("expected")))
    if wants_fragment(request):
        return _render(request, signed_in, "policy_preview.html", sheet)
    return _render(request, signed_in, "policy.html", sheet)


async def post_policy(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Save a policy as the next version; where that cannot be, show the form again as it was."""
    site, given = request.match_info["site"], request[FORM]
    form, expected = read_policy_form(given), _version(given.get("expected"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.policy is not None:
        context = request.app[HTTP].context
        try:
            saved = await asyncio.to_thread(
                save_policy, context, signed_in.moderator, site, form.policy, expected or 0
            )
        except PolicyChanged:
            status = HTTPStatus.CONFLICT
        else:
            return go_to(f"/desk/policy/{site}?saved={saved.version}")
    sheet = await asyncio.to_thread(_sheet, request, signed_in, form, expected)
    return _render(request, signed_in, "policy.html", sheet, status)


async def get_version(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Show an earlier version beside the one in force, with the way back to it."""
    site, version = request.match_info["site"], _version(request.match_info["version"])
    context = request.app[HTTP].context

    def read() -> dict[str, Any]:
        shown = find_policy(context, signed_in.moderator, site, version or 0)
        in_force = policies.every(context.redis, site)[-1]
        form = form_of(shown)
        return {
            "shown": shown,
            "in_force": in_force,
            "differences": compare_policies([shown, in_force]),
            "fields": form.typed,
            "trial": urlencode({**form.typed, "expected": in_force.version}),
            "names": read_names(context),
        }

    facts = await asyncio.to_thread(read)
    return render(request, "policy_version.html", site=site, **facts)


def _sheet(
    request: web.Request, signed_in: SignedIn, form: PolicyForm | None, expected: int | None
) -> PolicySheet:
    context, site = request.app[HTTP].context, request.match_info["site"]
    check_may_set(signed_in.moderator, site)
    return read_sheet(context, site, form, expected)


def _render(
    request: web.Request,
    signed_in: SignedIn,
    template: str,
    sheet: PolicySheet,
    status: HTTPStatus = HTTPStatus.OK,
) -> web.Response:
    return render(
        request,
        template,
        status,
        sheet=sheet,
        site=sheet.site,
        sites=sites_as(signed_in.moderator, Role.SENIOR),
        saved=_version(request.query.get("saved")) == sheet.in_force.version,
        most_note=MOST_NOTE,
        chart=sheet.chart(request[LANGUAGE]),
    )


def _version(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 10 else None  # noqa: PLR2004 - enough
