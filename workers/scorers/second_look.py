"""The second look: the compact transformer reads again what the linear heads are unsure of.

It takes some six times their time, so it sees only comments whose first scores are neither clearly
harmless nor clearly not (docs/adr/0022-second-look.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from service.domain.score import Attribute
from workers.scorers.calibration import read_calibration
from workers.scorers.compact import Compact, Window
from workers.scorers.linear import Floats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from workers.scorers.linear import LinearModel

Bounds = tuple[float, float]

UNSURE: dict[Attribute, Bounds] = {
    Attribute.TOXICITY: (0.15, 0.95),
    Attribute.IDENTITY_ATTACK: (0.2, 0.95),
    Attribute.THREAT: (0.25, 0.95),
    Attribute.SPAM: (0.1, 0.95),
}
"""Between which first scores a comment is looked at again: docs/adr/0028 has the choice."""
UNSURE_IN: dict[str, dict[Attribute, Bounds]] = {
    "de": UNSURE | {Attribute.TOXICITY: (0.43, 0.55), Attribute.IDENTITY_ATTACK: (0.25, 0.45)}
}
"""The same for languages that have bounds of their own: high German scores gain nothing by a look."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a word of a text gave to a score's log-odds.

    Attributes:
        begin: Its first code point in the text.
        end: One past its last.
        strength: What it gave; less than nothing where it spoke against.
    """

    begin: int
    end: int
    strength: float


@dataclass(frozen=True, slots=True)
class Look:
    """What the second look gave for one text.

    Attributes:
        odds: Log-odds, one an offer of its calibration: of the window that raised each most.
    """

    odds: list[float]
    _windows: list[Window]
    _decided: list[int]
    _weights: Floats

    def heard(self, offer: int) -> Iterator[Heard]:
        """Give the words of the window that decided an offer, with what each gave."""
        window = self._windows[self._decided[offer]]
        for (begin, end), strength in zip(window.places, window.shares @ self._weights[offer], strict=True):
            yield Heard(begin, end, float(strength))


class SecondLook:
    """Reads a text as a whole.

    Attributes:
        calibration: How the heads' and the transformer's margins together become probabilities.
    """

    def __init__(self, model: LinearModel, folder: Path, *, always: bool = False) -> None:
        """Load the transformer.

        Args:
            model: The linear heads, whose card has the calibration.
            folder: Where the files are.
            always: Whether it reads what leaves no doubt too.

        Raises:
            FileNotFoundError: A file is missing.
        """
        self._compact = Compact(folder)
        self._always, self._linear = always, len(model.heads)
        self.calibration = read_calibration(
            model.card["second_look"], (*model.heads, *model.card["compact_heads"])
        )

    def wants(self, scores: Mapping[Attribute, float], language: str) -> bool:
        """Say whether first scores leave a doubt.

        Args:
            scores: By the linear heads alone.
            language: Whose models gave them.
        """
        bounds = UNSURE_IN.get(language, UNSURE)
        return self._always or any(
            low < scores[attribute] < high for attribute, (low, high) in bounds.items() if attribute in scores
        )

    def look(self, text: str, margins: Floats) -> Look:
        """Read a text.

        Args:
            text: As a reader sees it.
            margins: What the linear heads gave it.
        """
        windows = self._compact.read(text)
        both = np.stack([np.concatenate([margins, window.margins]) for window in windows])
        odds = np.array(self.calibration.log_odds(both))
        return Look(
            odds.max(axis=0).tolist(),
            windows,
            odds.argmax(axis=0).tolist(),
            self.calibration.weights[:, self._linear :],
        )
