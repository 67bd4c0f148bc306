"""Signing in with a name and a password."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from service.domain.errors import SignInFailed
from service.domain.second_factor import is_on
from service.domain.session import Proof
from service.passwords import fits, hash_password, is_dated
from service.sign_in.entering import Arrival, BegunSignIn, Entered, begin, earlier, log_entered, note_failure
from service.sign_in.throttle import count_try, count_visit, forget_tries
from service.sign_in.with_code import ask_for_code
from service.storage import keys, moderators, second_factors

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


def _enter(context: Context, visitor: Visitor, verified: Moderator, password: str) -> Entered | BegunSignIn:
    renewed = hash_password(password) if is_dated(verified.password_hash) else verified.password_hash

    def body(pipe: Pipeline) -> Entered | BegunSignIn:
        moderator = moderators.find(pipe, verified.id)
        if moderator is None or moderator.password_hash != verified.password_hash:
            raise SignInFailed  # removed, or given another password, since it was compared
        before, asked = earlier(pipe, visitor), is_on(second_factors.find(pipe, verified.id))
        pipe.multi()
        forget_tries(context, pipe, moderator.id)
        if renewed != moderator.password_hash:
            moderator = replace(moderator, password_hash=renewed)
            moderators.add(pipe, moderator)
        if asked:
            return ask_for_code(pipe, moderator)
        return begin(context, pipe, Arrival(moderator, Proof.PASSWORD, visitor, before))

    entered = context.write(body, keys.MODERATORS, keys.SECOND_FACTORS)
    if isinstance(entered, Entered):
        log_entered(entered)
    return entered
