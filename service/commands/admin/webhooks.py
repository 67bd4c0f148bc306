"""`moderato admin webhooks`."""

from __future__ import annotations

import click

from service import administration
from service.commands.opening import as_json, open_context, show
from service.storage import webhooks


@click.group("webhooks")
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
