"""Webhooks: what a site's endpoint is told of a decision, how it is signed, and when to try again.

Standard Webhooks 1.0, https://www.standardwebhooks.com; its four lines of signing need no library.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

SCHEDULE = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds to wait after each failed attempt, as the standard proposes; after the last one it is given up."""
MAX_ATTEMPTS = len(SCHEDULE) + 1
JITTER = 0.2
"""Share by which a wait is stretched at most, so that a returning endpoint is not run over."""
SECRET_PREFIX = "whsec_"  # noqa: S105 - the standard's, not a secret


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a site wants to be told.

    Attributes:
        id: Its id.
        site: Its site.
        url: An http or https URL that the operator chose.
        secret: The signing secret, encrypted with the operator's key.
    """

    id: str
    site: str
    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A decision to be told to one endpoint.

    Attributes:
        id: The `webhook-id`, the same in every attempt.
        endpoint: The endpoint's id.
        site: The site.
        comment: The decided comment's id.
        attempts: Attempts that failed.
        error: What the last one failed of: a status, or an error's type.
    """

    id: str
    endpoint: str
    site: str
    comment: str
    attempts: int = 0
    error: str = ""


def make_secret(random_bytes: bytes) -> str:
    """Make a signing secret of 24 to 64 random bytes."""
    return SECRET_PREFIX + base64.b64encode(random_bytes).decode()


def sign(secret: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Give the `webhook-signature` of one attempt.

    Args:
        secret: The endpoint's secret, `whsec_` and base64.
        delivery_id: The `webhook-id`.
        timestamp: The `webhook-timestamp`: seconds since 1970 of the attempt.
        body: The body to the byte.
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def wait_after(attempts: int, chance: float) -> float | None:
    """Give the seconds to wait after so many failed attempts; None when it is time to give up.

    Args:
        attempts: Failed attempts, at least one.
        chance: A number from 0 to 1 that spreads the attempts.
    """
    if attempts > len(SCHEDULE):
        return None
    return SCHEDULE[attempts - 1] * (1 + JITTER * chance)
