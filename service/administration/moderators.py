"""Setting up moderators and their tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from argon2 import PasswordHasher

from service.administration.entry import operators_entry
from service.administration.identifier import check_identifier
from service.domain.audit import Action, AuditEntry
from service.privacy import make_credential
from service.storage import audit_log, moderators, sites

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator


def add_moderator(context: Context, moderator: Moderator, password: str) -> None:
    """Add a moderator, or replace one of the same id.

    Raises:
        ValueError: The id is not of small letters, digits and hyphens.
        SiteNotFound: A granted site does not exist.
    """
    check_identifier(moderator.id)
    for site in moderator.sites:
        sites.load(context.redis, site)
    stored = replace(moderator, password_hash=PasswordHasher().hash(password))
    entries = _entries(context, Action.MODERATOR_ADDED, moderator)

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        moderators.add(pipe, stored)
        audit_log.append(pipe, entries)

    context.write(body)


def issue_token(context: Context, moderator_id: str, token: str | None = None) -> str:
    """Issue a token that speaks for a moderator, in place of those before. It is shown once.

    Raises:
        ModeratorNotFound: There is no such moderator.
    """
    moderator = moderators.load(context.redis, moderator_id)
    before = moderators.token_hashes(context.redis, moderator_id)
    issued = token or make_credential("moderator")

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        moderators.remove_tokens(pipe, before)
        moderators.add_token(pipe, moderator_id, issued)
        audit_log.append(pipe, _entries(context, Action.TOKEN_ISSUED, moderator))

    context.write(body)
    return issued


def remove_moderator(context: Context, moderator_id: str) -> None:
    """Remove a moderator with every token; what they decided stays in the audit log.

    Raises:
        ModeratorNotFound: There is no such moderator.
    """
    moderator = moderators.load(context.redis, moderator_id)
    tokens = moderators.token_hashes(context.redis, moderator_id)

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        moderators.remove_tokens(pipe, tokens)
        moderators.remove(pipe, moderator_id)
        audit_log.append(pipe, _entries(context, Action.MODERATOR_REMOVED, moderator))

    context.write(body)


def _entries(context: Context, action: Action, moderator: Moderator) -> list[AuditEntry]:
    return [operators_entry(context, action, site, note=moderator.id) for site in moderator.sites]
