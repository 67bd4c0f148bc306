"""`moderato admin moderators`."""

from __future__ import annotations

import secrets

import click

from service import administration
from service.commands.opening import as_json, open_context, show
from service.domain.moderator import Moderator, Role
from service.storage import moderators

_ROLES = [role.value for role in Role]


@click.group("moderators")
def moderators_group() -> None:
    """People who decide on flagged comments."""


def _read_granted(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, Role | None]:
    """Read `site` and `site=role`."""
    granted: dict[str, Role | None] = {}
    for text in given:
        site, separator, role = text.partition("=")
        if separator and role not in _ROLES:
            raise click.BadParameter(f"{text}: a role is one of {', '.join(_ROLES)}")
        granted[site] = Role(role) if separator else None
    return granted


def _shown(moderator: Moderator) -> dict[str, object]:
    return {
        "id": moderator.id,
        "name": moderator.name,
        "role": moderator.role,
        "sites": list(moderator.sites),
        "roles": moderator.roles,
    }


def _granted_text(moderator: Moderator) -> str:
    own = moderator.roles
    return " ".join(f"{site}={own[site]}" if site in own else site for site in moderator.sites)


@moderators_group.command("add")
@click.argument("moderator")
@click.option("--name", help="What colleagues see.")
@click.option("--role", type=click.Choice(_ROLES), default=Role.MODERATOR.value)
@click.option(
    "--site",
    "granted",
    multiple=True,
    required=True,
    callback=_read_granted,
    help="A site they may see; `blatt=senior` where the role is another there. May be repeated.",
)
@click.option("--provider-name", default="", help="The name at the identity provider, if not the same.")
@as_json
def add_moderator(  # noqa: PLR0913 - a command's options
    moderator: str,
    name: str | None,
    role: str,
    granted: dict[str, Role | None],
    provider_name: str,
    *,
    as_json: bool,
) -> None:
    """Add a moderator with a password and a token, both shown once."""
    password = secrets.token_urlsafe(12)
    roles = {site: own for site, own in granted.items() if own not in (None, role)}
    with open_context() as context:
        known_as = context.hasher.account(provider_name.casefold()) if provider_name else ""
        added = Moderator(moderator, name or moderator, Role(role), tuple(granted), "", roles, known_as)
        administration.add_moderator(context, added, password)
        token = administration.issue_token(context, moderator)
    shown = {**_shown(added), "password": password, "token": token}
    text = f"{moderator}: added\npassword (shown once): {password}\ntoken (shown once): {token}"
    show(shown, text, as_json=as_json)


@moderators_group.command("list")
@as_json
def list_moderators(*, as_json: bool) -> None:
    """List the moderators."""
    with open_context() as context:
        found = moderators.every(context.redis)
    text = "\n".join(f"{each.id}\t{each.role}\t{_granted_text(each)}" for each in found)
    show([_shown(each) for each in found], text or "no moderators", as_json=as_json)


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


@moderators_group.command("reset-password")
@click.argument("moderator")
@as_json
def reset_password(moderator: str, *, as_json: bool) -> None:
    """Give a moderator another password, shown once, and end every session."""
    password = secrets.token_urlsafe(12)
    with open_context() as context:
        administration.reset_password(context, moderator, password)
    show({"id": moderator, "password": password}, f"password (shown once): {password}", as_json=as_json)


@moderators_group.command("reset-totp")
@click.argument("moderator")
@as_json
def reset_totp(moderator: str, *, as_json: bool) -> None:
    """Ask a moderator who has lost the authenticator for no more codes: the password is enough again."""
    with open_context() as context:
        removed = administration.reset_totp(context, moderator)
    text = "one-time codes are off" if removed else "there were none"
    show({"id": moderator, "removed": removed}, f"{moderator}: {text}", as_json=as_json)


@moderators_group.command("sign-out")
@click.argument("moderator")
@as_json
def sign_out(moderator: str, *, as_json: bool) -> None:
    """End every session of a moderator at the desk; the token for the API keeps working."""
    with open_context() as context:
        number = administration.sign_out(context, moderator)
    show({"id": moderator, "ended": number}, f"{moderator}: {number} sessions ended", as_json=as_json)
