"""Setting up sites and their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.administration.entry import operators_entry
from service.administration.identifier import check_identifier
from service.administration.policies import load_policy
from service.domain.audit import Action
from service.domain.site import Site
from service.privacy import make_credential
from service.storage import audit_log, policies, sites

if TYPE_CHECKING:
    from pathlib import Path

    from redis.client import Pipeline

    from service.context import Context


def add_site(context: Context, site_id: str, name: str, policy_file: Path) -> Site:
    """Add a site, or rename it; a new one starts with the policy of the file.

    Raises:
        ValueError: The id is not of small letters, digits and hyphens.
        PolicyInvalid: The policy cannot be used.
    """
    check_identifier(site_id)
    site = Site(site_id, name)

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        sites.add(pipe, site)
        audit_log.append(pipe, [operators_entry(context, Action.SITE_ADDED, site_id)])

    context.write(body)
    if not policies.every(context.redis, site_id):
        load_policy(context, site_id, policy_file)
    return site


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
