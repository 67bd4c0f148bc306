"""Changing one's own password, and showing with it that one is at the keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action
from service.domain.errors import PasswordUnfit, SignedOut, WrongPassword
from service.domain.password import LEAST, MOST, check_password
from service.domain.session import Proof
from service.passwords import fits, hash_password, normal
from service.sign_in.entering import Arrival, Entered, begin, entries, log_entered
from service.sign_in.throttle import count_try, forget_tries
from service.storage import audit_log, keys, moderators, sessions

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.sign_in.entering import Visitor

log = structlog.get_logger()


def change_password(context: Context, verified: Moderator, visitor: Visitor, old: str, new: str) -> Entered:
    """Change the password, end every session, and begin a new one in the browser at hand.

    Raises:
        WrongPassword: The old one does not fit.
        PasswordUnfit: The new one is too easy to guess, or the old one.
        TooManyTries: There were too many tries.
    """
    confirm_password(context, verified, old)
    if normal(new) == normal(old):
        raise PasswordUnfit(least=LEAST, most=MOST)
    check_password(normal(new), verified.id, verified.name)
    hashed = hash_password(new)

    def body(pipe: Pipeline) -> Entered:
        moderator = _unchanged(pipe, verified)
        open_sessions = sessions.hashes(pipe, moderator.id)
        pipe.multi()
        changed = replace(moderator, password_hash=hashed)
        moderators.add(pipe, changed)
        sessions.end(pipe, moderator.id, open_sessions)
        audit_log.append(pipe, entries(context, moderator, Action.PASSWORD_CHANGED))
        return begin(context, pipe, Arrival(changed, Proof.PASSWORD, visitor, None))

    entered = context.write(body, keys.MODERATORS, keys.sessions(verified.id))
    log.info("password_changed", moderator=verified.id)
    log_entered(entered)
    return entered


def confirm_password(context: Context, moderator: Moderator, password: str) -> None:
    """Make sure that it is the moderator who asks, before the account is changed.

    Raises:
        WrongPassword: The password does not fit.
        TooManyTries: There were too many tries.
    """
    count_try(context, moderator.id)
    if not fits(password, moderator.password_hash):
        log.info("wrong_password", moderator=moderator.id)
        raise WrongPassword

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        forget_tries(context, pipe, moderator.id)

    context.write(body)


def _unchanged(pipe: Pipeline, verified: Moderator) -> Moderator:
    moderator = moderators.find(pipe, verified.id)
    if moderator is None or moderator.password_hash != verified.password_hash:
        raise SignedOut
    return moderator
