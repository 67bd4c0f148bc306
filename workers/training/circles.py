"""Finds the largest circle of users among tweets: those who are mentioned together, and who write to them.

A set of tweets holds many by each author and does not say whose they are. What a model has learned of an
author makes it surer of that author's other tweets than it will be of strangers'. A circle can be left out
as a whole: its authors are then as good as unknown, and tell what sureness is worth with such (`discount`).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from workers.training.fit import margins_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt
    import scipy.sparse

    from workers.training.fit import Array, Fitted

    Mask = npt.NDArray[np.bool_]

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


def discount(
    features: scipy.sparse.csr_matrix,
    labels: npt.NDArray[np.int64],
    parts: npt.NDArray[np.int64],
    strangers: Mask,
    fit: Callable[[Mask], Fitted],
) -> float:
    """Give what a head's log-odds are worth with people it knows nothing of: a share of what dev says.

    It is the slope that calibrates a model which never saw a text by the strangers, divided by the slope
    for models that know the strangers by other texts of theirs.

    Args:
        features: Of all examples.
        labels: Theirs.
        parts: The part that each falls into.
        strangers: Which are by the circle that is left out.
        fit: Fits a model to some of the examples.
    """
    if np.unique(labels[strangers]).size == 1:
        return 1.0  # they say nothing of how sure one may be
    theirs = features[strangers]
    known = np.zeros(theirs.shape[0])
    for part in np.unique(parts):
        of_part = parts[strangers] == part
        known[of_part] = margins_of(fit(parts != part), theirs[of_part])
    blind = margins_of(fit(~strangers), theirs)
    return min(1.0, _slope(blind, labels[strangers]) / _slope(known, labels[strangers]))


def _slope(margins: Array, labels: npt.NDArray[np.int64]) -> float:
    return float(LogisticRegression(C=100.0).fit(margins[:, None], labels).coef_[0, 0])
