"""How often somebody may try: by account and by address, of which only keyed hashes are kept."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from service.domain.errors import TooManyTries
from service.storage.rate_limits import Limit, forget, take

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context

WINDOW = 15 * 60
"""Seconds over which tries count."""
OF_ADDRESS, OF_ACCOUNT = 30, 10
"""Tries a window. An address is many people in a newsroom; an account is one."""
CODES, DAY = 20, 24 * 3600
"""Codes a day: of a million, three are right at a time, so that a year of guessing finds one in 50 cases."""
_NETWORK = 64
"""Bits of an IPv6 address that tell one subscriber from another: the rest they choose themselves."""


def count_visit(context: Context, address: str) -> None:
    """Count a try of whoever is at the address.

    Raises:
        TooManyTries: There were too many.
    """
    _take(context, f"visit:{context.hasher.address('', _subscriber(address))}", OF_ADDRESS)


def count_try(context: Context, account: str) -> None:
    """Count a try to show that one is the moderator of this name, whether there is one or not.

    Raises:
        TooManyTries: There were too many.
    """
    _take(context, _account(context, account), OF_ACCOUNT)


def forget_tries(context: Context, pipe: Pipeline, account: str) -> None:
    """Begin to count an account's tries anew, after the right password."""
    forget(pipe, _account(context, account))


def count_code(context: Context, moderator_id: str) -> None:
    """Count a code given for a moderator, whose password was right.

    Raises:
        TooManyTries: There were too many since the last right one.
    """
    _take(context, _codes(context, moderator_id), CODES, DAY)


def forget_codes(context: Context, pipe: Pipeline, moderator_id: str) -> None:
    """Begin to count codes anew, after a right one."""
    forget(pipe, _codes(context, moderator_id))


def _account(context: Context, account: str) -> str:
    return f"account:{context.hasher.account(account)}"


def _codes(context: Context, moderator_id: str) -> str:
    return f"codes:{context.hasher.account(moderator_id)}"


def _take(context: Context, name: str, quota: int, window: int = WINDOW) -> None:
    grant = take(context.redis, [Limit(name, quota, 1, window)])[0]
    if not grant.granted:
        raise TooManyTries(retry_after=max(1, grant.retry_after))


def _subscriber(address: str) -> str:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or (int(parsed) >> (128 - _NETWORK)))
