"""Finds the largest circle of users among tweets: those who are mentioned together, and who write to them.

A set of tweets holds many by each author and does not say whose they are. What a model has learned of an
author makes it surer of that author's other tweets than it will be of strangers'. A circle can be left out
as a whole: its authors are then as good as unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HANDLE = re.compile(r"@\w+")


def in_largest_circle(tweets: Sequence[str]) -> list[bool]:
    """Say of each tweet whether it mentions a user of the largest circle.

    Args:
        tweets: With the handles of those they mention.
    """
    mentioned = [_HANDLE.findall(tweet.lower()) for tweet in tweets]
    leads: dict[str, str] = {}
    for handles in mentioned:
        for handle in handles:
            leads[_end(leads, handle)] = _end(leads, handles[0])
    circles = [_end(leads, handles[0]) if handles else "" for handles in mentioned]
    sizes = Counter(circle for circle in circles if circle)
    largest = max(sizes, key=lambda circle: sizes[circle], default="")
    return [bool(circle) and circle == largest for circle in circles]


def _end(leads: dict[str, str], handle: str) -> str:
    """Follow from a handle to the one that stands for its circle."""
    while leads.setdefault(handle, handle) != handle:
        leads[handle] = handle = leads[leads[handle]]
    return handle
