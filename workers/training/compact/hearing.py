"""Gives what the compact transformer, as it ships, makes of many texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.scorers.compact import Compact
    from workers.scorers.linear import Floats
    from workers.training.fit import Array


class Hearing:
    """Hears each text once, however often it is asked for."""

    def __init__(self, compact: Compact) -> None:
        self._compact = compact
        self._heard: dict[str, Floats] = {}

    def margins(self, texts: Sequence[str]) -> Array:
        """Give the texts' margins, one column a head: of several windows, the largest."""
        for text in texts:
            if text not in self._heard:
                windows = self._compact.read(text)
                self._heard[text] = np.max([window.margins for window in windows], axis=0)
        return np.array([self._heard[text] for text in texts], np.float64)
