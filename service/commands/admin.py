"""`moderato admin`: sites, keys, moderators, policies, the audit log."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service import administration
from service.commands.opening import open_context, open_settings, show
from service.domain.errors import PolicyInvalid
from service.domain.moderator import Moderator, Role
from service.privacy import make_encryption_key, make_hash_key
from service.storage import audit_log, moderators, policies, sites, webhooks

if TYPE_CHECKING:
    from service.domain.policy import Policy

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def admin() -> None:
    """Set up sites, keys, moderators and policies."""


@admin.command("make-keys")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), help="Write the two secrets as files into a folder."
)
def make_keys(folder: Path | None) -> None:
    """Make the secrets for private data; keep them as you keep a database's password."""
    made = {"MODERATO_ENCRYPTION_KEYS": make_encryption_key(), "MODERATO_HASH_KEY": make_hash_key()}
    if folder is None:
        for name, secret in made.items():
            click.echo(f"{name}={secret}")
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, secret in made.items():
        path = folder / name.removeprefix("MODERATO_").lower()
        if path.exists():
            raise click.ClickException(f"{path} is there already; it was left as it is")
        path.touch(mode=0o600)
        path.write_text(secret + "\n", encoding="utf-8")
        click.echo(path)


@admin.command()
@as_json
def reencrypt(*, as_json: bool) -> None:
    """Encrypt all that is private anew with the first key; older keys can be dropped after it."""
    with open_context() as context:
        number = administration.reencrypt(context)
    show({"reencrypted": number}, f"{number} encrypted anew", as_json=as_json)


@admin.group("sites")
def sites_group() -> None:
    """Publications whose comments are moderated."""


@sites_group.command("add")
@click.argument("site")
@click.option("--name", help="What people call it.")
@as_json
def add_site(site: str, name: str | None, *, as_json: bool) -> None:
    """Add a site with its first key."""
    with open_context() as context:
        added = administration.add_site(context, site, name or site, context.settings.policy)
        key = administration.issue_key(context, site)
    show({**asdict(added), "site_key": key}, f"{site}: added\nsite key (shown once): {key}", as_json=as_json)


@sites_group.command("list")
@as_json
def list_sites(*, as_json: bool) -> None:
    """List the sites with the hashes of their keys."""
    with open_context() as context:
        found = [
            {**asdict(site), "keys": [each[:12] for each in sites.key_hashes(context.redis, site.id)]}
            for site in sites.every(context.redis)
        ]
    text = "\n".join(f"{site['id']}\t{site['name']}\tkeys {' '.join(site['keys'])}" for site in found)
    show(found, text or "no sites", as_json=as_json)


@admin.group("keys")
def keys_group() -> None:
    """Site keys."""


@keys_group.command("add")
@click.argument("site")
@as_json
def add_key(site: str, *, as_json: bool) -> None:
    """Issue one more key, to rotate: give it to the site, then revoke the old one."""
    with open_context() as context:
        key = administration.issue_key(context, site)
    show({"site": site, "site_key": key}, f"site key (shown once): {key}", as_json=as_json)


@keys_group.command("revoke")
@click.argument("site")
@click.argument("hash_prefix")
@as_json
def revoke_key(site: str, hash_prefix: str, *, as_json: bool) -> None:
    """Revoke the keys whose hash begins so; `moderato admin sites list` shows the hashes."""
    with open_context() as context:
        number = administration.revoke_keys(context, site, hash_prefix)
    show({"site": site, "revoked": number}, f"{number} revoked", as_json=as_json)


@admin.group("moderators")
def moderators_group() -> None:
    """People who decide on flagged comments."""


@moderators_group.command("add")
@click.argument("moderator")
@click.option("--name", help="What colleagues see.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.MODERATOR.value)
@click.option("--site", "granted", multiple=True, required=True, help="A site they may see; may be repeated.")
@as_json
def add_moderator(
    moderator: str, name: str | None, role: str, granted: tuple[str, ...], *, as_json: bool
) -> None:
    """Add a moderator with a password and a token, both shown once."""
    password = secrets.token_urlsafe(12)
    with open_context() as context:
        added = Moderator(moderator, name or moderator, Role(role), granted)
        administration.add_moderator(context, added, password)
        token = administration.issue_token(context, moderator)
    shown = {"id": added.id, "role": added.role, "sites": list(granted), "password": password, "token": token}
    text = f"{moderator}: added\npassword (shown once): {password}\ntoken (shown once): {token}"
    show(shown, text, as_json=as_json)


@moderators_group.command("list")
@as_json
def list_moderators(*, as_json: bool) -> None:
    """List the moderators."""
    with open_context() as context:
        found = [
            {"id": each.id, "name": each.name, "role": each.role, "sites": list(each.sites)}
            for each in moderators.every(context.redis)
        ]
    text = "\n".join(f"{each['id']}\t{each['role']}\t{' '.join(each['sites'])}" for each in found)
    show(found, text or "no moderators", as_json=as_json)


@admin.group("webhooks")
def webhooks_group() -> None:
    """Where sites are told of decisions (Standard Webhooks 1.0)."""


@webhooks_group.command("add")
@click.argument("url")
@click.option("--site", required=True)
@as_json
def add_webhook(url: str, site: str, *, as_json: bool) -> None:
    """Tell an endpoint of every decision on a site's comments."""
    with open_context() as context:
        endpoint, secret = administration.add_webhook(context, site, url)
    shown = {"id": endpoint.id, "site": site, "url": url, "secret": secret}
    show(shown, f"{endpoint.id}: {url}\nsigning secret (shown once): {secret}", as_json=as_json)


@webhooks_group.command("list")
@click.option("--site", required=True)
@as_json
def list_webhooks(site: str, *, as_json: bool) -> None:
    """List a site's endpoints."""
    with open_context() as context:
        found = webhooks.endpoints(context.redis, [site])[site]
    text = "\n".join(f"{endpoint.id}\t{endpoint.url}" for endpoint in found)
    show([{"id": each.id, "url": each.url} for each in found], text or "no webhooks", as_json=as_json)


@webhooks_group.command("remove")
@click.argument("endpoint_id")
@click.option("--site", required=True)
@as_json
def remove_webhook(endpoint_id: str, site: str, *, as_json: bool) -> None:
    """Tell an endpoint nothing more."""
    with open_context() as context:
        removed = administration.remove_webhook(context, site, endpoint_id)
    show({"id": endpoint_id, "removed": removed}, "removed" if removed else "there was none", as_json=as_json)


@admin.group("policies")
def policies_group() -> None:
    """Thresholds, in versions, per site."""


@policies_group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def check_policy(file: Path, *, as_json: bool) -> None:
    """Check a policy file without loading it."""
    open_settings()
    try:
        policy = administration.read_policy(file)
    except PolicyInvalid as error:
        raise click.ClickException(str(error)) from None
    show(asdict(policy), f"{file}: good\n{_thresholds(policy)}", as_json=as_json)


@policies_group.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", required=True)
@as_json
def load_policy(file: Path, site: str, *, as_json: bool) -> None:
    """Put a policy file in force for a site, as its next version."""
    with open_context() as context:
        policy = administration.load_policy(context, site, file)
    show(asdict(policy), f"{site}: version {policy.version} in force\n{_thresholds(policy)}", as_json=as_json)


@policies_group.command("list")
@click.option("--site", required=True)
@as_json
def list_policies(site: str, *, as_json: bool) -> None:
    """List a site's policies; the last one is in force."""
    with open_context() as context:
        sites.load(context.redis, site)
        found = policies.every(context.redis, site)
    text = "\n".join(f"version {policy.version} {policy.note}\n{_thresholds(policy)}" for policy in found)
    show([asdict(policy) for policy in found], text, as_json=as_json)


@admin.command("audit")
@click.option("--site", required=True)
@click.option("--limit", default=50, type=click.IntRange(1, 1000))
@as_json
def audit(site: str, limit: int, *, as_json: bool) -> None:
    """Show the audit log, newest first."""
    with open_context() as context:
        sites.load(context.redis, site)
        found = [entry for _, entry in audit_log.page(context.redis, site, None, limit)]
    text = "\n".join(
        f"{entry.at:%Y-%m-%d %H:%M:%S}\t{entry.actor}\t{entry.action}\t{entry.comment or ''}"
        f"\t{entry.outcome or ''}\t{' '.join(entry.reasons)}\t{entry.note}"
        for entry in found
    )
    show([asdict(entry) for entry in found], text, as_json=as_json)


def _thresholds(policy: Policy) -> str:
    return "\n".join(
        f"  {outcome} {attribute} at {threshold}"
        for outcome, thresholds in (("flag", policy.flag), ("reject", policy.reject))
        for attribute, threshold in thresholds.items()
    )
