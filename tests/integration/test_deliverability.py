"""The look-up of mail domains against a real name server, on loopback."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from service.deliverability import Deliverability

if TYPE_CHECKING:
    from collections.abc import Iterator

DEADLINE = 10.0


def _serve(listener: socket.socket) -> None:
    """Answer MX for good.example, and that nothing else exists."""
    while True:
        packet, sender = listener.recvfrom(4096)
        if not packet:
            return
        query = dns.message.from_wire(packet)
        name = query.question[0].name
        reply = dns.message.make_response(query)
        if str(name) == "good.example.":
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", "MX", "10 mail.good.example."))
        elif str(name) == "broken.example.":
            reply.set_rcode(dns.rcode.SERVFAIL)
        else:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        listener.sendto(reply.to_wire(), sender)


@pytest.fixture
def resolver() -> Iterator[dns.resolver.Resolver]:
    """Run a name server."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(listener,), daemon=True)
    thread.start()
    asking = dns.resolver.Resolver(configure=False)
    asking.nameservers, asking.port, asking.lifetime = ["127.0.0.1"], listener.getsockname()[1], 2.0
    yield asking
    listener.sendto(b"", listener.getsockname())
    thread.join()
    listener.close()


async def _settled(known: Deliverability, domain: str) -> bool:
    """Ask until the answer is known or the look-up has ended."""
    async with asyncio.timeout(DEADLINE):
        known.is_undeliverable(domain)
        while domain in known._waiting:  # noqa: SLF001, ASYNC110 - the condition is in another thread
            await asyncio.sleep(0.01)
    return known.is_undeliverable(domain)


@pytest.mark.parametrize(
    ("domain", "undeliverable"),
    [("good.example", False), ("missing.example", True), ("broken.example", False)],
)
async def test_only_a_clear_no_counts(
    resolver: dns.resolver.Resolver, domain: str, undeliverable: bool
) -> None:
    """A missing domain is undeliverable; one that takes mail, and a name server in trouble, are not."""
    known = Deliverability(resolver)
    assert await _settled(known, domain) is undeliverable
    known.stop()


async def test_the_first_question_is_answered_at_once(resolver: dns.resolver.Resolver) -> None:
    """A domain nobody asked for counts as deliverable, without waiting for the name server."""
    known = Deliverability(resolver)
    assert known.is_undeliverable("missing.example") is False
    known.stop()
