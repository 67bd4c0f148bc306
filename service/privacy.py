"""Keeping what is private: encryption at rest, and keyed hashes to know an author again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, MultiFernet

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, repr=False)
class PrivateData:
    """What only the vault may hold. It has no repr, so that no log can show it."""

    author_email: str
    author_ip: str | None


class Cipher:
    """Encrypts private data with the operator's keys.

    The first key encrypts; every key decrypts, so that keys can be rotated.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, private: PrivateData) -> bytes:
        """Give a token that only the operator's keys can read."""
        return self._fernet.encrypt(json.dumps([private.author_email, private.author_ip]).encode())

    def decrypt(self, token: bytes) -> PrivateData:
        """Read a token.

        Raises:
            cryptography.fernet.InvalidToken: None of the keys made it.
        """
        email, ip = json.loads(self._fernet.decrypt(token))
        return PrivateData(email, ip)

    def encrypt_text(self, secret: str) -> str:
        """Encrypt a secret of ours, such as a webhook's, for storage."""
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt_text(self, token: str) -> str:
        """Read such a secret.

        Raises:
            cryptography.fernet.InvalidToken: None of the keys made it.
        """
        return self._fernet.decrypt(token.encode()).decode()

    def rotate(self, token: bytes) -> bytes:
        """Encrypt the token anew with the first key."""
        return self._fernet.rotate(token)


class Hasher:
    """Keyed hashes: the same author gives the same hash, and without the key nothing can be tried out."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def author(self, site: str, email: str) -> str:
        """Know an author again on one site; letter case makes no difference. Sites cannot be joined."""
        return self._hash("author", site, email.casefold())

    def address(self, site: str, ip: str) -> str:
        """Know an IP address again on one site."""
        return self._hash("address", site, ip)

    def payload(self, site: str, body: bytes) -> str:
        """Tell whether two submissions are the same to the byte."""
        return self._hash("payload", site, body.hex())

    def _hash(self, *parts: str) -> str:
        digest = hmac.digest(self._key, "\0".join(parts).encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:15]).decode()


def make_encryption_key() -> str:
    """Give a new Fernet key."""
    return Fernet.generate_key().decode()


def make_hash_key() -> str:
    """Give a new secret for keyed hashes."""
    return secrets.token_urlsafe(32)


def make_credential(kind: str) -> str:
    """Give a new site key or moderator's token: 256 bits behind a prefix that secret scanners can find."""
    return f"moderato_{kind}_{secrets.token_urlsafe(32)}"


def credential_hash(credential: str) -> str:
    """Hash a site key or token for storage. It has full entropy, so that one round is enough."""
    return hashlib.sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()
