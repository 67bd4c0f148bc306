"""Setting up moderators and their tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from service.administration.entry import moderators_entries
from service.administration.identifier import check_identifier
from service.domain.audit import ACTORS, Action
from service.passwords import hash_password
from service.privacy import make_credential
from service.storage import audit_log, keys, moderators, preferences, second_factors, sessions, sites

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator


def add_moderator(context: Context, moderator: Moderator, password: str) -> None:
    """Add a moderator, or replace one of the same id, who is signed out then.

    Raises:
        ValueError: The id is not of small letters, digits and hyphens, or one of the audit log's own.
        SiteNotFound: A granted site does not exist.
    """
    check_identifier(moderator.id)
    if moderator.id in ACTORS:
        raise ValueError(f"{moderator.id} means somebody else in the audit log")
    for site in moderator.sites:
        sites.load(context.redis, site)
    stored = replace(moderator, password_hash=hash_password(password))
    entries = moderators_entries(context, Action.MODERATOR_ADDED, moderator)

    def body(pipe: Pipeline) -> None:
        open_sessions = sessions.hashes(pipe, moderator.id)
        pipe.multi()
        moderators.add(pipe, stored)
        sessions.end(pipe, moderator.id, open_sessions)
        audit_log.append(pipe, entries)

    context.write(body, keys.sessions(moderator.id))


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
        audit_log.append(pipe, moderators_entries(context, Action.TOKEN_ISSUED, moderator))

    context.write(body)
    return issued


def remove_moderator(context: Context, moderator_id: str) -> None:
    """Remove a moderator with every token and session; what they decided stays in the audit log.

    Raises:
        ModeratorNotFound: There is no such moderator.
    """
    moderator = moderators.load(context.redis, moderator_id)
    tokens = moderators.token_hashes(context.redis, moderator_id)

    def body(pipe: Pipeline) -> None:
        open_sessions = sessions.hashes(pipe, moderator_id)
        pipe.multi()
        moderators.remove_tokens(pipe, tokens)
        moderators.remove(pipe, moderator_id)
        second_factors.remove(pipe, moderator_id)
        preferences.forget(pipe, moderator_id)
        sessions.end(pipe, moderator_id, open_sessions)
        audit_log.append(pipe, moderators_entries(context, Action.MODERATOR_REMOVED, moderator))

    context.write(body, keys.sessions(moderator_id))
