"""`moderato admin policies`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service import administration
from service.commands.opening import as_json, open_context, open_settings, show
from service.domain.errors import PolicyInvalid
from service.storage import policies, sites

if TYPE_CHECKING:
    from service.domain.policy import Policy


@click.group("policies")
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
    text = "\n".join(f"{_head(policy)}\n{_thresholds(policy)}" for policy in found)
    show([asdict(policy) for policy in found], text, as_json=as_json)


def _head(policy: Policy) -> str:
    made = f" by {policy.by}, {policy.at:%Y-%m-%d %H:%M} UTC" if policy.at else ""
    return f"version {policy.version}{made}: {policy.note}"


def _thresholds(policy: Policy) -> str:
    return "\n".join(
        f"  {outcome} {attribute} at {threshold}"
        for outcome, thresholds in (("flag", policy.flag), ("reject", policy.reject))
        for attribute, threshold in thresholds.items()
    )
