"""`moderato admin audit`."""

from __future__ import annotations

from dataclasses import asdict

import click

from service.commands.opening import as_json, open_context, show
from service.storage import audit_log, sites


@click.command("audit")
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
