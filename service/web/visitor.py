"""Where a request comes from: from which page, from which address, from what kind of browser."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from service.api.keys import HTTP
from service.domain.errors import CrossSite
from service.domain.session import device_of
from service.sign_in import Visitor
from service.web import cookies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Network, IPv6Network

    from aiohttp import web


def visitor_of(request: web.Request) -> Visitor:
    """Give who wants to sign in."""
    settings = request.app[HTTP].context.settings
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
    return Visitor(
        address=address_of(request.remote or "", forwarded, settings.trusted_proxies),
        device=device_of(request.headers.get("User-Agent", "")),
        before=cookies.read(request, cookies.SESSION),
    )


def address_of(peer: str, forwarded: str, proxies: Sequence[IPv4Network | IPv6Network]) -> str:
    """Give the address of whoever asks: the last one that is not of a proxy we trust.

    Args:
        peer: Who is connected to us.
        forwarded: The header `X-Forwarded-For`: each proxy adds behind it whom it was asked by, and what
            stands before that may be made up.
        proxies: The networks of the proxies that we trust.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    address = peer
    while hops and _is_within(address, proxies):
        address = hops.pop()
    return address


def check_same_origin(request: web.Request) -> None:
    """Refuse what another site's page lets the browser send.

    Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`; whoever sends neither is no browser.

    Raises:
        CrossSite: Another site's page sent it.
    """
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        own = said in {"same-origin", "none"}
    else:
        origin = request.headers.get("Origin")
        own = origin is None or urlsplit(origin).netloc in _own_hosts(request)
    if not own:
        raise CrossSite


def _own_hosts(request: web.Request) -> set[str]:
    public = urlsplit(request.app[HTTP].context.settings.public_url).netloc
    return {request.host, public} - {""}


def _is_within(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
