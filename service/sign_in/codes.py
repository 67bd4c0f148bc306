"""One-time codes and recovery codes: made, shown and compared."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyotp
import segno
from pyotp.exceptions import OTPVerificationError

from service.domain.second_factor import SecondFactor, after_code, after_recovery
from service.privacy import credential_hash

if TYPE_CHECKING:
    from datetime import datetime

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No i, l, o, 0 or 1: recovery codes are copied by hand."""
_GROUPS, _GROUP = 4, 4
"""16 characters of 31: 79 bits, so that a single round of hashing is enough."""
_DIGITS = 6
_DRIFT = 1
"""Time steps by which an authenticator's clock may be off, either way."""
_ISSUER = "Moderato"


def make_secret() -> str:
    """Give a new secret for an authenticator, in base32."""
    return pyotp.random_base32()


def address_of(secret: str, account: str) -> str:
    """Give the otpauth address by which an authenticator is set up."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=_ISSUER)


def picture_of(address: str) -> str:
    """Give an address as a QR code, as a data address of an SVG picture."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff", dark="#000")


def make_recovery_codes() -> list[str]:
    """Give new recovery codes, each to be used once in an authenticator's place."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """Hash a recovery code for storage, however it was copied."""
    return credential_hash("".join(code.casefold().split()).replace("-", ""))


@dataclass(frozen=True, slots=True)
class Used:
    """A code that was right: the factor after it, and whether it was a recovery code."""

    after: SecondFactor
    recovery: bool


def use(factor: SecondFactor, secret: str, given: str, now: datetime) -> Used | None:
    """Use a code; None where it is no good."""
    code = "".join(given.split())
    one_time = len(code) == _DIGITS and code.isascii() and code.isdecimal()
    if one_time:
        after = after_code(factor, _step(secret, code, now))
    else:
        after = after_recovery(factor, recovery_hash(code))
    return None if after is None else Used(after, recovery=not one_time)


def _step(secret: str, code: str, now: datetime) -> int | None:
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=_DRIFT)
    except OTPVerificationError:
        return None


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))
