"""Whether an address's domain takes mail: looked up in the DNS beside the requests, never in their way."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import dns.exception
import dns.resolver
from email_validator import EmailUndeliverableError, caching_resolver
from email_validator.deliverability import validate_email_deliverability

if TYPE_CHECKING:
    from dns.resolver import Resolver

TIMEOUT = 5
"""Seconds one look-up may take, in a thread of its own."""
REMEMBERED = 3600.0
"""Seconds an answer is remembered."""
MOST_REMEMBERED = 50_000
MOST_WAITING = 1_000
"""Look-ups waiting, beyond which a domain simply stays unknown."""


class Deliverability:
    """Knows of domains whether they take mail, from the second comment on.

    The first comment from a domain starts the look-up and is not held up by it: what is not known
    counts as deliverable. A name server that does not answer counts for nothing either way.
    """

    def __init__(self, resolver: Resolver | None = None) -> None:
        self._resolver = resolver
        self._known: dict[str, tuple[float, bool]] = {}
        self._waiting: set[str] = set()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="dns")

    def is_undeliverable(self, domain: str) -> bool:
        """Say whether the domain is known to take no mail; begin to find out where nothing is known."""
        known = self._known.get(domain)
        if known and known[0] > time.monotonic():
            return not known[1]
        if domain not in self._waiting and len(self._waiting) < MOST_WAITING:
            self._waiting.add(domain)
            asyncio.get_running_loop().run_in_executor(self._threads, self._find_out, domain)
        return False

    def stop(self) -> None:
        """Drop the look-ups that have not begun."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _find_out(self, domain: str) -> None:
        deliverable = self._look_up(domain)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        if deliverable is not None:
            self._known[domain] = (time.monotonic() + REMEMBERED, deliverable)
        self._waiting.discard(domain)

    def _look_up(self, domain: str) -> bool | None:
        try:
            self._resolver = self._resolver or caching_resolver(timeout=TIMEOUT)
            found = validate_email_deliverability(domain, domain, dns_resolver=self._resolver)
        except EmailUndeliverableError as error:
            # The library gives the same error for a missing domain and for any fault of its own.
            answered = error.__cause__ is None or isinstance(
                error.__cause__, dns.resolver.NXDOMAIN | dns.resolver.NoAnswer
            )
            return False if answered else None
        except (dns.exception.DNSException, OSError):
            return None
        return None if "unknown-deliverability" in found else True
