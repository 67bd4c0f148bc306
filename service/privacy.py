"""Keeping what is private: encryption at rest, and keyed hashes to know an author again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEY, _NAME, _NONCE = 32, 4, 12
"""Bytes of a key, of its name in front of a token, and of the nonce behind that. A random nonce of 96 bits
serves 2**32 tokens of one key: four thousand million comments."""


@dataclass(frozen=True, slots=True, repr=False)
class PrivateData:
    """What only the vault may hold. It has no repr, so that no log can show it."""

    author_email: str
    author_ip: str | None


class Cipher:
    """Encrypts private data with the operator's keys: AES-256-GCM, each token with its key's name in front.

    The first key encrypts; every key decrypts, so that keys can be rotated.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, newest first.

        Raises:
            ValueError: One is not 32 bytes in base64.
        """
        self._ring = {_name(raw): AESGCM(raw) for raw in map(_raw_key, keys)}
        self._newest = next(iter(self._ring), b"")

    def encrypt(self, private: PrivateData) -> bytes:
        """Give a token that only the operator's keys can read."""
        return self._seal(json.dumps([private.author_email, private.author_ip]).encode())

    def decrypt(self, token: bytes) -> PrivateData:
        """Read a token.

        Raises:
            cryptography.exceptions.InvalidTag: None of the keys made it, or it was changed.
        """
        email, ip = json.loads(self._open(token))
        return PrivateData(email, ip)

    def encrypt_text(self, secret: str) -> str:
        """Encrypt a secret of ours, such as a webhook's, for storage."""
        return base64.b64encode(self._seal(secret.encode())).decode()

    def decrypt_text(self, token: str) -> str:
        """Read such a secret.

        Raises:
            cryptography.exceptions.InvalidTag: None of the keys made it, or it was changed.
        """
        return self._open(base64.b64decode(token)).decode()

    def rotate(self, token: bytes) -> bytes:
        """Encrypt the token anew with the first key."""
        return self._seal(self._open(token))

    def _seal(self, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return self._newest + nonce + self._ring[self._newest].encrypt(nonce, plain, None)

    def _open(self, token: bytes) -> bytes:
        name, nonce, sealed = token[:_NAME], token[_NAME : _NAME + _NONCE], token[_NAME + _NONCE :]
        if name not in self._ring:
            raise InvalidTag
        return self._ring[name].decrypt(nonce, sealed, None)


class Hasher:
    """Keyed hashes: the same author gives the same hash, and without the key nothing can be tried out."""

    def __init__(self, key: str) -> None:
        self._key = hashlib.blake2b(key.encode()).digest()

    def author(self, site: str, email: str) -> str:
        """Know an author again on one site; letter case makes no difference. Sites cannot be joined."""
        return self._hash(b"author", site, email.casefold().encode())

    def address(self, site: str, ip: str) -> str:
        """Know an IP address again on one site."""
        return self._hash(b"address", site, ip.encode())

    def account(self, name: str) -> str:
        """Count tries to sign in under a name; what was typed there may be anything, a password too."""
        return self._hash(b"account", "", name.encode("utf-8", "surrogatepass"))

    def payload(self, site: str, body: bytes) -> str:
        """Tell whether two submissions are the same to the byte."""
        return self._hash(b"payload", site, body)

    def _hash(self, purpose: bytes, site: str, value: bytes) -> str:
        hashed = hashlib.blake2b(site.encode() + b"\0" + value, digest_size=15, key=self._key, person=purpose)
        return base64.urlsafe_b64encode(hashed.digest()).decode()


def make_encryption_key() -> str:
    """Give a new key for private data: 32 bytes in base64."""
    return base64.urlsafe_b64encode(AESGCM.generate_key(256)).decode()


def _raw_key(key: str) -> bytes:
    try:
        raw = base64.b64decode(key, altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    if len(raw) != _KEY:
        raise ValueError(
            "each of MODERATO_ENCRYPTION_KEYS must be 32 bytes in base64 (moderato admin make-keys)"
        )
    return raw


def _name(raw_key: bytes) -> bytes:
    return hashlib.blake2b(raw_key, digest_size=_NAME, person=b"key name").digest()


def make_hash_key() -> str:
    """Give a new secret for keyed hashes."""
    return secrets.token_urlsafe(32)


def make_credential(kind: str) -> str:
    """Give a new site key or moderator's token: 256 bits behind a prefix that secret scanners can find."""
    return f"moderato_{kind}_{secrets.token_urlsafe(32)}"


def make_token() -> str:
    """Give a new token of 256 bits for a browser's cookie."""
    return secrets.token_urlsafe(32)


def csrf_of(session_token: str) -> str:
    """Give what a session's forms and scripts send along, to show that they are ours.

    It follows from the token, so that it is stored nowhere, and tells nothing of the token.
    """
    made = hmac.new(session_token.encode("utf-8", "surrogatepass"), b"moderato csrf", "sha256")
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")


def credential_hash(credential: str) -> str:
    """Hash a site key or token for storage. It has full entropy, so that one round is enough."""
    return hashlib.sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()
