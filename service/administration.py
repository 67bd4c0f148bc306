"""What operators set up: sites, keys, moderators, policies; each change in the audit log."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from argon2 import PasswordHasher

from service.domain.audit import Action, AuditEntry
from service.domain.errors import PolicyInvalid
from service.domain.policy_file import parse_policy
from service.domain.site import Site
from service.domain.webhook import Endpoint, make_secret
from service.privacy import make_credential
from service.storage import audit_log, comments, keys, moderators, policies, sites, webhooks

if TYPE_CHECKING:
    from pathlib import Path

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.domain.policy import Policy

_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")


def add_site(context: Context, site_id: str, name: str, policy_file: Path) -> Site:
    """Add a site, or rename it; a new one starts with the policy of the file.

    Raises:
        ValueError: The id is not of small letters, digits and hyphens.
        PolicyInvalid: The policy cannot be used.
    """
    if not _ID.fullmatch(site_id):
        raise ValueError("a site's id is of small letters, digits and hyphens")
    site = Site(site_id, name)

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        sites.add(pipe, site)
        audit_log.append(pipe, [_entry(context, Action.SITE_ADDED, site_id)])

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
        audit_log.append(pipe, [_entry(context, Action.KEY_ISSUED, site_id)])

    context.write(body)
    return issued


def revoke_keys(context: Context, site_id: str, prefix: str) -> int:
    """Revoke a site's keys whose hash begins with the prefix, all with the empty one; give the number."""
    hashes = [each for each in sites.key_hashes(context.redis, site_id) if each.startswith(prefix)]

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        sites.remove_keys(pipe, hashes)
        audit_log.append(pipe, [_entry(context, Action.KEYS_REVOKED, site_id, note=f"{len(hashes)} keys")])

    context.write(body)
    return len(hashes)


def add_moderator(context: Context, moderator: Moderator, password: str) -> None:
    """Add a moderator, or replace one of the same id.

    Raises:
        ValueError: The id is not of small letters, digits and hyphens.
        SiteNotFound: A granted site does not exist.
    """
    if not _ID.fullmatch(moderator.id):
        raise ValueError("a moderator's id is of small letters, digits and hyphens")
    for site in moderator.sites:
        sites.load(context.redis, site)
    stored = replace(moderator, password_hash=PasswordHasher().hash(password))
    entries = [_entry(context, Action.MODERATOR_ADDED, site, note=moderator.id) for site in moderator.sites]

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        moderators.add(pipe, stored)
        audit_log.append(pipe, entries)

    context.write(body)


def issue_token(context: Context, moderator_id: str, token: str | None = None) -> str:
    """Issue a token that speaks for a moderator. It is shown once; only its hash is kept.

    Raises:
        ModeratorNotFound: There is no such moderator.
    """
    moderators.load(context.redis, moderator_id)
    issued = token or make_credential("moderator")

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        moderators.add_token(pipe, moderator_id, issued)

    context.write(body)
    return issued


def add_webhook(context: Context, site_id: str, url: str) -> tuple[Endpoint, str]:
    """Tell an endpoint of every decision on a site's comments.

    Returns:
        The endpoint, and its signing secret, which is shown once and kept encrypted.

    Raises:
        SiteNotFound: There is no such site.
        ValueError: The URL is not http or https.
    """
    sites.load(context.redis, site_id)
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ValueError("a webhook's URL begins with http:// or https://")
    secret = make_secret(secrets.token_bytes(32))
    endpoint = Endpoint(secrets.token_hex(6), site_id, url, context.cipher.encrypt_text(secret))

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        webhooks.add_endpoint(pipe, endpoint)
        audit_log.append(pipe, [_entry(context, Action.WEBHOOK_ADDED, site_id, note=endpoint.id)])

    context.write(body)
    return endpoint, secret


def remove_webhook(context: Context, site_id: str, endpoint_id: str) -> bool:
    """Tell an endpoint nothing more; say whether there was one of that id."""
    found = [each for each in webhooks.endpoints(context.redis, [site_id])[site_id] if each.id == endpoint_id]

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        for endpoint in found:
            webhooks.remove_endpoint(pipe, endpoint)
            audit_log.append(pipe, [_entry(context, Action.WEBHOOK_REMOVED, site_id, note=endpoint_id)])

    context.write(body)
    return bool(found)


def reencrypt(context: Context) -> int:
    """Encrypt all that is private anew with the first key, to drop older ones; give the number."""
    number = 0
    for key, token in comments.private_tokens(context.redis):

        def body(pipe: Pipeline, key: str = key, token: bytes = token) -> None:
            pipe.multi()
            comments.replace_private(pipe, key, context.cipher.rotate(token))

        context.write(body)
        number += 1
    return number + _reencrypt_webhooks(context)


def _reencrypt_webhooks(context: Context) -> int:
    known = webhooks.endpoints(context.redis, (site.id for site in sites.every(context.redis)))
    found = [endpoint for endpoints in known.values() for endpoint in endpoints]

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        for endpoint in found:
            secret = context.cipher.rotate(endpoint.secret.encode()).decode()
            webhooks.add_endpoint(pipe, replace(endpoint, secret=secret))

    context.write(body)
    return len(found)


def load_policy(context: Context, site_id: str, policy_file: Path) -> Policy:
    """Put a policy file in force for a site, as its next version.

    Raises:
        SiteNotFound: There is no such site.
        PolicyInvalid: The file cannot be used; every problem has file, line and reason.
        OSError: It cannot be read.
    """
    sites.load(context.redis, site_id)
    policy = read_policy(policy_file)

    def body(pipe: Pipeline) -> Policy:
        count = len(policies.every(pipe, site_id))
        pipe.multi()
        numbered = policies.append(pipe, site_id, policy, count)
        audit_log.append(
            pipe,
            [
                AuditEntry(
                    context.now(),
                    "operator",
                    Action.POLICY_LOADED,
                    site_id,
                    policy_version=numbered.version,
                    note=policy.note,
                )
            ],
        )
        return numbered

    return context.write(body, keys.policies(site_id))


def read_policy(path: Path) -> Policy:
    """Read a policy from its file.

    Raises:
        PolicyInvalid: With every problem at once, each as `file:line: reason`.
        OSError: The file cannot be read.
    """
    raw = path.read_bytes()
    try:
        return parse_policy(raw.decode("utf-8"), str(path))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PolicyInvalid([f"{path}:{line}: not UTF-8"]) from error


def _entry(context: Context, action: Action, site: str, note: str = "") -> AuditEntry:
    return AuditEntry(context.now(), "operator", action, site, note=note)
