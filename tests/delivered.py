"""What a new site's policy begins with."""

from __future__ import annotations

from service.administration.policies import read_policy
from service.settings import Settings

TOXICITY = read_policy(Settings().policy).flag["TOXICITY"]
"""From which score on it flags."""


def in_german(threshold: float) -> str:
    """Write a threshold as the desk does."""
    return f"{threshold:.4g}".replace(".", ",")
