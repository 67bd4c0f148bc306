"""What a new site's policy begins with."""

from __future__ import annotations

from service.administration.policies import read_policy
from service.settings import Settings

_FLAG = read_policy(Settings().policy).flag
TOXICITY, SPAM = _FLAG["TOXICITY"], _FLAG["SPAM"]
"""From which scores on it flags."""


def in_german(threshold: float) -> str:
    """Write a threshold as the desk does."""
    return f"{threshold:.4g}".replace(".", ",")
