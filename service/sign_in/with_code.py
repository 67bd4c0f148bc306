"""The second step of signing in: a code, after the password was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.begun import Begun
from service.domain.errors import SignedOut, WrongCode
from service.domain.second_factor import is_on
from service.domain.session import Proof
from service.privacy import credential_hash, make_token
from service.sign_in import codes
from service.sign_in.entering import Arrival, BegunSignIn, Entered, begin, earlier, log_entered, note_failure
from service.sign_in.throttle import count_code, count_visit, forget_codes
from service.storage import begun_sign_ins, keys, moderators, second_factors

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.domain.second_factor import SecondFactor
    from service.sign_in.entering import Visitor


def ask_for_code(pipe: Pipeline, moderator: Moderator) -> BegunSignIn:
    """Write that a moderator's password was right, and a code is asked for."""
    token = make_token()
    begun_sign_ins.start(pipe, credential_hash(token), Begun(moderator.id, _stamp(moderator)))
    return BegunSignIn(token)


def give_code(context: Context, visitor: Visitor, token: str, code: str) -> Entered:
    """Sign in who was asked for a code.

    Raises:
        SignedOut: It was too long ago, or the account has changed since: begin anew.
        WrongCode: The code is wrong or was used.
        TooManyTries: There were too many tries with this account or from this address.
    """
    count_visit(context, visitor.address)
    token_hash = credential_hash(token)
    begun = begun_sign_ins.find(context.redis, token_hash)
    if begun is None or not begun.moderator:
        raise SignedOut
    count_code(context, begun.moderator)

    def body(pipe: Pipeline) -> Entered:
        moderator, factor = _meant(pipe, begun)
        before = earlier(pipe, visitor)
        used = codes.use(factor, context.cipher.decrypt_text(factor.secret), code, context.now())
        if used is None:
            raise WrongCode
        pipe.multi()
        second_factors.save(pipe, used.after)
        begun_sign_ins.end(pipe, token_hash)
        forget_codes(context, pipe, moderator.id)
        proof = Proof.RECOVERY_CODE if used.recovery else Proof.CODE
        return begin(context, pipe, Arrival(moderator, proof, visitor, before))

    try:
        entered = context.write(body, keys.MODERATORS, keys.SECOND_FACTORS, keys.begun(token_hash))
    except WrongCode:
        note_failure(context, moderators.find(context.redis, begun.moderator))
        raise
    log_entered(entered)
    return entered


def _meant(pipe: Pipeline, begun: Begun) -> tuple[Moderator, SecondFactor]:
    """Read whose sign-in it is; not where the account has changed since it began."""
    moderator = moderators.find(pipe, begun.moderator)
    factor = second_factors.find(pipe, begun.moderator)
    if moderator is None or factor is None or not is_on(factor) or _stamp(moderator) != begun.stamp:
        raise SignedOut
    return moderator, factor


def _stamp(moderator: Moderator) -> str:
    return credential_hash(moderator.password_hash)[:16]
