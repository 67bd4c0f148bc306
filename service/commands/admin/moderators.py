"""`moderato admin moderators`."""

from __future__ import annotations

import secrets

import click

from service import administration
from service.commands.opening import as_json, open_context, show
from service.domain.moderator import Moderator, Role
from service.storage import moderators


@click.group("moderators")
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


@moderators_group.command("token")
@click.argument("moderator")
@as_json
def renew_token(moderator: str, *, as_json: bool) -> None:
    """Issue a new token, shown once; the one before stops working."""
    with open_context() as context:
        token = administration.issue_token(context, moderator)
    show({"id": moderator, "token": token}, f"token (shown once): {token}", as_json=as_json)


@moderators_group.command("remove")
@click.argument("moderator")
@as_json
def remove_moderator(moderator: str, *, as_json: bool) -> None:
    """Remove a moderator; their token stops working, their decisions stay."""
    with open_context() as context:
        administration.remove_moderator(context, moderator)
    show({"id": moderator, "removed": True}, f"{moderator}: removed", as_json=as_json)
