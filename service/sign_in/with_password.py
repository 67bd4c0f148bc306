"""Signing in with a name and a password."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from service.domain.errors import SignInFailed
from service.domain.session import Proof
from service.passwords import fits, hash_password, is_dated
from service.sign_in.entering import Arrival, BegunSignIn, Entered, begin, earlier, log_entered, note_failure
from service.sign_in.throttle import count_try, count_visit
from service.storage import keys, moderators

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.sign_in.entering import Visitor


def sign_in(context: Context, visitor: Visitor, name: str, password: str) -> Entered | BegunSignIn:
    """Sign a moderator in, or begin to, where a one-time code is asked for next.

    Raises:
        SignInFailed: Name and password do not fit; it takes as long where there is no such name.
        TooManyTries: There were too many tries with this name or from this address.
    """
    count_visit(context, visitor.address)
    account = name.strip().casefold()
    count_try(context, account)
    moderator = moderators.find(context.redis, account)
    if not fits(password, moderator.password_hash if moderator else "") or moderator is None:
        note_failure(context, moderator)
        raise SignInFailed
    return _enter(context, visitor, moderator, password)


def _enter(context: Context, visitor: Visitor, verified: Moderator, password: str) -> Entered:
    renewed = hash_password(password) if is_dated(verified.password_hash) else verified.password_hash

    def body(pipe: Pipeline) -> Entered:
        moderator = moderators.find(pipe, verified.id)
        if moderator is None or moderator.password_hash != verified.password_hash:
            raise SignInFailed  # removed, or given another password, since it was compared
        before = earlier(pipe, visitor)
        pipe.multi()
        if renewed != moderator.password_hash:
            moderators.add(pipe, replace(moderator, password_hash=renewed))
        return begin(context, pipe, Arrival(moderator, Proof.PASSWORD, visitor, before))

    entered = context.write(body, keys.MODERATORS)
    log_entered(entered)
    return entered
