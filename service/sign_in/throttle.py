"""How often somebody may try: by account and by address, of which only keyed hashes are kept."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from service.domain.errors import TooManyTries
from service.storage.rate_limits import Limit, take

if TYPE_CHECKING:
    from service.context import Context

WINDOW = 15 * 60
"""Seconds over which tries count."""
OF_ADDRESS, OF_ACCOUNT = 30, 10
"""Tries a window. An address is many people in a newsroom; an account is one."""
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
    _take(context, f"account:{context.hasher.account(account)}", OF_ACCOUNT)


def _take(context: Context, name: str, quota: int) -> None:
    grant = take(context.redis, [Limit(name, quota, 1, WINDOW)])[0]
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
