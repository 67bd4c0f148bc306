"""`moderato admin`: sites, keys, moderators, policies, webhooks, the audit log."""

from __future__ import annotations

import click

from service.commands.admin.audit import audit
from service.commands.admin.moderators import moderators_group
from service.commands.admin.policies import policies_group
from service.commands.admin.secrets import make_keys, reencrypt
from service.commands.admin.sites import keys_group, sites_group
from service.commands.admin.webhooks import webhooks_group


@click.group()
def admin() -> None:
    """Set up sites, keys, moderators, policies and webhooks."""


for command in (
    make_keys,
    reencrypt,
    sites_group,
    keys_group,
    moderators_group,
    policies_group,
    webhooks_group,
    audit,
):
    admin.add_command(command)
