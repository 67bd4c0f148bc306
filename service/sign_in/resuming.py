"""Sessions in use: who a token belongs to, and how sessions end before their time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action
from service.domain.errors import SignedOut
from service.domain.moderator import Moderator
from service.domain.preferences import Preferences
from service.domain.session import Session, has_ended, seconds_left, seen
from service.privacy import credential_hash
from service.sign_in.entering import entries, idle_time
from service.storage import audit_log, keys, moderators, preferences, sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis.client import Pipeline

    from service.context import Context

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A moderator with the session that they work in, and their personal settings."""

    moderator: Moderator
    session: Session
    preferences: Preferences


def resume(context: Context, token: str, *, by_person: bool = True) -> SignedIn:
    """Give who a session's token belongs to.

    Args:
        context: What a stage works with.
        token: The session's.
        by_person: Whether a person does something, so that the session is in use; else a page looks for
            news by itself.

    Raises:
        SignedOut: The session is over, was revoked, or never was; or its moderator was removed.
    """
    token_hash, now, idle = credential_hash(token), context.now(), idle_time(context)
    session = sessions.find(context.redis, token_hash) if token else None
    if session is None or has_ended(session, now, idle):
        raise SignedOut
    moderator = moderators.find(context.redis, session.moderator)
    if moderator is None:
        raise SignedOut
    used = seen(session, now) if by_person else None
    if used is not None:
        _note_use(context, token_hash, used, seconds_left(used, now, idle))
    return SignedIn(moderator, used or session, preferences.load(context.redis, moderator.id))


def sign_out(context: Context, moderator: Moderator, session: Session) -> None:
    """End the session that the moderator works in."""
    end_session(context, moderator, session.id)


def list_sessions(context: Context, moderator: Moderator) -> list[Session]:
    """Give a moderator's sessions, the last used first."""
    now, idle = context.now(), idle_time(context)
    found = (session for _, session in sessions.of_moderator(context.redis, moderator.id))
    return [session for session in found if not has_ended(session, now, idle)]


def end_session(context: Context, moderator: Moderator, session_id: str) -> bool:
    """End one of the moderator's sessions; say whether there was one of that id."""
    return bool(_end(context, moderator, lambda session: session.id == session_id))


def end_other_sessions(context: Context, moderator: Moderator, kept: Session) -> int:
    """End all the moderator's sessions but the one at hand; give their number."""
    return _end(context, moderator, lambda session: session.id != kept.id)


def _end(context: Context, moderator: Moderator, is_meant: Callable[[Session], bool]) -> int:
    def body(pipe: Pipeline) -> list[Session]:
        found = [pair for pair in sessions.of_moderator(pipe, moderator.id) if is_meant(pair[1])]
        pipe.multi()
        sessions.end(pipe, moderator.id, [token_hash for token_hash, _ in found])
        for _, session in found:
            audit_log.append(pipe, entries(context, moderator, Action.SIGNED_OUT, note=session.device))
        return [session for _, session in found]

    ended = context.write(body, keys.sessions(moderator.id))
    for session in ended:
        log.info("signed_out", moderator=moderator.id, session=session.id)
    return len(ended)


def _note_use(context: Context, token_hash: str, session: Session, seconds: int) -> None:
    def body(pipe: Pipeline) -> None:
        pipe.multi()
        sessions.use(pipe, token_hash, session, seconds)

    context.write(body)
