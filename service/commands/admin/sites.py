"""`moderato admin sites` and `moderato admin keys`."""

from __future__ import annotations

from dataclasses import asdict

import click

from service import administration
from service.commands.opening import as_json, open_context, show
from service.storage import sites


@click.group("sites")
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


@sites_group.command("reasons")
@click.argument("site")
@click.argument("reasons", nargs=-1)
@as_json
def reasons_of_site(site: str, reasons: tuple[str, ...], *, as_json: bool) -> None:
    """Set the reasons that a site's moderators may give, or without any say which these are."""
    with open_context() as context:
        try:
            found = (
                administration.set_reasons(context, site, reasons)
                if reasons
                else sites.load(context.redis, site)
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    show({"site": site, "reasons": list(found.reasons)}, " ".join(found.reasons), as_json=as_json)


@click.group("keys")
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
