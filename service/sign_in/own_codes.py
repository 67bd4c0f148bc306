"""One's own second factor: setting an authenticator up, confirming it, and doing without it again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action
from service.domain.errors import Forbidden, WrongCode
from service.domain.second_factor import SecondFactor, is_on
from service.sign_in import codes
from service.sign_in.entering import entries
from service.sign_in.own_password import confirm_password
from service.sign_in.throttle import count_code, forget_codes
from service.storage import audit_log, keys, second_factors

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SetUp:
    """What sets an authenticator up. It has no repr, so that no log can show it.

    Attributes:
        secret: To be typed in, in base32.
        picture: To be photographed: a QR code, as a data address.
    """

    secret: str = field(repr=False)
    picture: str = field(repr=False)

    def spaced(self) -> str:
        """Give the secret in groups of four, to be read."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


def set_up_codes(context: Context, moderator: Moderator, password: str) -> SetUp:
    """Make a secret for an authenticator; codes are asked for once it has shown that it has it.

    Raises:
        WrongPassword: The password does not fit.
        Forbidden: Codes are asked for already: turn them off first.
        TooManyTries: There were too many tries.
    """
    confirm_password(context, moderator, password)
    secret = codes.make_secret()
    factor = SecondFactor(moderator.id, context.cipher.encrypt_text(secret))

    def body(pipe: Pipeline) -> None:
        if is_on(second_factors.find(pipe, moderator.id)):
            raise Forbidden
        pipe.multi()
        second_factors.save(pipe, factor)

    context.write(body, keys.SECOND_FACTORS)
    return _set_up(secret, moderator)


def codes_being_set_up(context: Context, moderator: Moderator) -> SetUp | None:
    """Give again what sets the authenticator up, until its first code was right."""
    factor = second_factors.find(context.redis, moderator.id)
    if factor is None or is_on(factor):
        return None
    return _set_up(context.cipher.decrypt_text(factor.secret), moderator)


def confirm_codes(context: Context, moderator: Moderator, code: str) -> list[str]:
    """Ask for codes from now on, since the authenticator's first one is right; give the recovery codes.

    Raises:
        WrongCode: It is not right.
        TooManyTries: There were too many tries.
    """
    count_code(context, moderator.id)
    recovery = codes.make_recovery_codes()

    def body(pipe: Pipeline) -> None:
        factor = second_factors.find(pipe, moderator.id)
        if factor is None or is_on(factor):
            raise WrongCode
        used = codes.use(factor, context.cipher.decrypt_text(factor.secret), code, context.now())
        if used is None:
            raise WrongCode
        hashes = tuple(map(codes.recovery_hash, recovery))
        pipe.multi()
        second_factors.save(pipe, replace(used.after, confirmed_at=context.now(), recovery=hashes))
        forget_codes(context, pipe, moderator.id)
        audit_log.append(pipe, entries(context, moderator, Action.TOTP_ADDED))

    context.write(body, keys.SECOND_FACTORS)
    log.info("totp_added", moderator=moderator.id)
    return recovery


def remove_codes(context: Context, moderator: Moderator, password: str) -> None:
    """Ask for no more codes.

    Raises:
        WrongPassword: The password does not fit.
        TooManyTries: There were too many tries.
    """
    confirm_password(context, moderator, password)

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        second_factors.remove(pipe, moderator.id)
        audit_log.append(pipe, entries(context, moderator, Action.TOTP_REMOVED))

    context.write(body)
    log.info("totp_removed", moderator=moderator.id)


def _set_up(secret: str, moderator: Moderator) -> SetUp:
    return SetUp(secret, codes.picture_of(codes.address_of(secret, moderator.id)))
