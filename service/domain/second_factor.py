"""A moderator's second factor: one-time codes of an authenticator (RFC 6238), and recovery codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What a moderator's codes are checked with.

    Attributes:
        moderator: The moderator's id.
        secret: What the authenticator shares, encrypted.
        confirmed_at: When the authenticator's first code was right, UTC; before it no codes are asked for.
        last_step: The time step of the last code used: neither it nor an earlier one is taken again.
        recovery: Hashes of the recovery codes that were not used.
    """

    moderator: str
    secret: str
    confirmed_at: datetime | None = None
    last_step: int = 0
    recovery: tuple[str, ...] = ()


def is_on(factor: SecondFactor | None) -> bool:
    """Say whether codes are asked for at sign-in."""
    return factor is not None and factor.confirmed_at is not None


def after_code(factor: SecondFactor, step: int | None) -> SecondFactor | None:
    """Give the factor after a code of that time step; None where it fits no step or was used."""
    return replace(factor, last_step=step) if step is not None and step > factor.last_step else None


def after_recovery(factor: SecondFactor, code_hash: str) -> SecondFactor | None:
    """Give the factor without the recovery code; None where there is no such code."""
    left = tuple(each for each in factor.recovery if each != code_hash)
    return replace(factor, recovery=left) if len(left) < len(factor.recovery) else None
