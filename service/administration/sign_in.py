"""What an operator does for a moderator who cannot sign in, or must not stay signed in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from service.administration.entry import moderators_entries
from service.domain.audit import Action
from service.domain.second_factor import is_on
from service.passwords import hash_password
from service.storage import audit_log, keys, moderators, second_factors, sessions

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context


def reset_password(context: Context, moderator_id: str, password: str) -> None:
    """Give a moderator another password, and end every session.

    Raises:
        ModeratorNotFound: There is no such moderator.
    """
    hashed = hash_password(password)

    def body(pipe: Pipeline) -> None:
        moderator = moderators.load(pipe, moderator_id)
        open_sessions = sessions.hashes(pipe, moderator_id)
        pipe.multi()
        moderators.add(pipe, replace(moderator, password_hash=hashed))
        sessions.end(pipe, moderator_id, open_sessions)
        audit_log.append(pipe, moderators_entries(context, Action.PASSWORD_CHANGED, moderator))

    context.write(body, keys.MODERATORS, keys.sessions(moderator_id))


def reset_totp(context: Context, moderator_id: str) -> bool:
    """Ask a moderator for no more codes, who has lost the authenticator; say whether any were asked for.

    Raises:
        ModeratorNotFound: There is no such moderator.
    """

    def body(pipe: Pipeline) -> bool:
        moderator = moderators.load(pipe, moderator_id)
        factor = second_factors.find(pipe, moderator_id)
        pipe.multi()
        second_factors.remove(pipe, moderator_id)
        audit_log.append(pipe, moderators_entries(context, Action.TOTP_REMOVED, moderator))
        return is_on(factor)

    return context.write(body, keys.SECOND_FACTORS)


def sign_out(context: Context, moderator_id: str) -> int:
    """End every session of a moderator; give their number.

    Raises:
        ModeratorNotFound: There is no such moderator.
    """

    def body(pipe: Pipeline) -> int:
        moderator = moderators.load(pipe, moderator_id)
        found = sessions.of_moderator(pipe, moderator_id)
        pipe.multi()
        sessions.end(pipe, moderator_id, [token_hash for token_hash, _ in found])
        audit_log.append(pipe, moderators_entries(context, Action.SESSIONS_ENDED, moderator))
        return len(found)

    return context.write(body, keys.sessions(moderator_id))
