"""Passwords at rest: argon2id, never compared in less time for an account that there is not."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.domain.errors import TooManyTries
from service.domain.password import MOST

AT_ONCE = 4
"""Passwords a process compares at a time: each takes 64 MiB, and a flood must not take all."""
_PATIENCE = 5
"""Seconds a comparison may wait for its turn."""
TURNS = threading.BoundedSemaphore(AT_ONCE)


def normal(password: str) -> str:
    """Give a password as it is hashed: the same umlaut from every keyboard (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Hash a password for storage."""
    return PasswordHasher().hash(normal(password))


def fits(password: str, stored: str) -> bool:
    """Say whether a password is the one whose hash is stored.

    Without a hash it says no, in the time that a comparison takes.

    Raises:
        TooManyTries: Too many others wait for a comparison.
    """
    if not TURNS.acquire(timeout=_PATIENCE):
        raise TooManyTries(retry_after=_PATIENCE)
    try:
        return _compare(stored or _nobodys(), password) and bool(stored)
    finally:
        TURNS.release()


def is_dated(stored: str) -> bool:
    """Say whether a hash was made at another cost than today's."""
    return PasswordHasher().check_needs_rehash(stored)


def _compare(stored: str, password: str) -> bool:
    """Compare; what is too long to be a password is compared as something that is none."""
    try:
        return PasswordHasher().verify(stored, normal(password) if len(password) <= MOST else "\0")
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return PasswordHasher().hash("nobody's")
