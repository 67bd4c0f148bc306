"""The beginning of a session, whatever a moderator proved themselves by."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry
from service.domain.moderator import Moderator
from service.domain.session import Proof, Session, seconds_left
from service.privacy import credential_hash, make_token
from service.storage import audit_log, sessions

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever wants to sign in.

    Attributes:
        address: Their IP address. It has no repr, so that no log can show it.
        device: Browser and system, in words of ours.
        before: The token of a session in the same browser; it ends when another one begins.
    """

    address: str = field(repr=False)
    device: str = "?"
    before: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A moderator who has proved who they are, and how.

    Attributes:
        before: The session that the browser had so far.
    """

    moderator: Moderator
    proof: Proof
    visitor: Visitor
    before: Session | None


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that has begun, and its token, which only the browser keeps."""

    session: Session
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    """A sign-in that waits for its second step, and the token that it is known by."""

    token: str = field(repr=False)


def idle_time(context: Context) -> timedelta:
    """Give the time after which a session that nobody uses is over."""
    return timedelta(minutes=context.settings.session_idle_minutes)


def earlier(pipe: Pipeline, visitor: Visitor) -> Session | None:
    """Read the session that the browser has had so far."""
    return sessions.find(pipe, credential_hash(visitor.before)) if visitor.before else None


def begin(context: Context, pipe: Pipeline, arrival: Arrival) -> Entered:
    """Write a session that begins now, under a new token, and end the one that the browser had before."""
    now, token, moderator, device = context.now(), make_token(), arrival.moderator, arrival.visitor.device
    ends_at = now + timedelta(hours=context.settings.session_hours)
    session = Session(secrets.token_hex(6), moderator.id, arrival.proof, device, now, now, ends_at)
    if arrival.before is not None:
        sessions.end(pipe, arrival.before.moderator, [credential_hash(arrival.visitor.before)])
    sessions.start(pipe, credential_hash(token), session, seconds_left(session, now, idle_time(context)))
    note = f"{arrival.proof}: {device}"
    audit_log.append(pipe, entries(context, moderator, Action.SIGNED_IN, note=note))
    return Entered(session, token)


def entries(
    context: Context, moderator: Moderator, action: Action, actor: str = "", note: str = ""
) -> list[AuditEntry]:
    """Tell the audit log of each site that was granted: what a moderator's account does concerns them all."""
    now, by = context.now(), actor or moderator.id
    return [AuditEntry(now, by, action, site, note=note) for site in moderator.sites]


def log_entered(entered: Entered) -> None:
    """Log that somebody signed in."""
    session = entered.session
    log.info("signed_in", moderator=session.moderator, session=session.id, proof=session.proof)


def note_failure(context: Context, moderator: Moderator | None) -> None:
    """Note that somebody failed to sign in; what they typed is not told.

    Of an account that there is, the audit log of each granted site tells. The throttle bounds its entries.
    """
    log.info("sign_in_failed", moderator=moderator.id if moderator else None)
    if moderator is None:
        return

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        audit_log.append(
            pipe, entries(context, moderator, Action.SIGN_IN_FAILED, actor="unknown", note=moderator.id)
        )

    context.write(body)
