"""Setting up sites and their keys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from service.administration.entry import operators_entry
from service.administration.identifier import check_identifier
from service.administration.policies import load_policy
from service.domain.audit import Action
from service.domain.site import Site
from service.privacy import make_credential
from service.storage import audit_log, keys, policies, sites

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redis.client import Pipeline

    from service.context import Context


_CODE = re.compile(r"[a-z0-9_]{1,40}")


def add_site(context: Context, site_id: str, name: str, policy_file: Path) -> Site:
    """Add a site, or rename it; a new one starts with the policy of the file.

    Raises:
        ValueError: The id is not of small letters, digits and hyphens.
        PolicyInvalid: The policy cannot be used.
    """
    check_identifier(site_id)

    def body(pipe: Pipeline) -> Site:
        known = sites.find(pipe, site_id)
        site = replace(known, name=name) if known else Site(site_id, name)
        pipe.multi()
        sites.add(pipe, site)
        audit_log.append(pipe, [operators_entry(context, Action.SITE_ADDED, site_id)])
        return site

    site = context.write(body, keys.SITES)
    if not policies.every(context.redis, site_id):
        load_policy(context, site_id, policy_file)
    return site


def set_reasons(context: Context, site_id: str, reasons: Sequence[str]) -> Site:
    """Set the list of reasons that a site's moderators may give.

    Raises:
        SiteNotFound: There is no such site.
        ValueError: A reason is no code of small letters, digits and underscores, or there is none.
    """
    codes = tuple(dict.fromkeys(reasons))
    bad = [code for code in codes if not _CODE.fullmatch(code)]
    if bad or not codes:
        raise ValueError(f"{bad[0]!r} is no code of small letters, digits and _" if bad else "name a reason")

    def body(pipe: Pipeline) -> Site:
        site = replace(sites.load(pipe, site_id), reasons=codes)
        pipe.multi()
        sites.add(pipe, site)
        note = " ".join(codes)
        audit_log.append(pipe, [operators_entry(context, Action.REASONS_SET, site_id, note=note)])
        return site

    return context.write(body, keys.SITES)


def issue_key(context: Context, site_id: str, key: str | None = None) -> str:
    """Issue a key that speaks for a site. It is shown once; only its hash is kept.

    Raises:
        SiteNotFound: There is no such site.
    """
    sites.load(context.redis, site_id)
    issued = key or make_credential("site")

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        sites.add_key(pipe, site_id, issued)
        audit_log.append(pipe, [operators_entry(context, Action.KEY_ISSUED, site_id)])

    context.write(body)
    return issued


def revoke_keys(context: Context, site_id: str, prefix: str) -> int:
    """Revoke a site's keys whose hash begins with the prefix, all with the empty one; give the number."""
    hashes = [each for each in sites.key_hashes(context.redis, site_id) if each.startswith(prefix)]

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        sites.remove_keys(pipe, hashes)
        audit_log.append(
            pipe, [operators_entry(context, Action.KEYS_REVOKED, site_id, note=f"{len(hashes)} keys")]
        )

    context.write(body)
    return len(hashes)
