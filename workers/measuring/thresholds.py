"""The models' operating points on dev, and which of them the delivered policy was chosen by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LANGUAGES = ("de", "any", "en")  # whose point decides: a policy has one threshold, and German comes first
_ROUNDING = 1e-6  # points are hundredths, and their sums no more exact than that


@dataclass(frozen=True, slots=True)
class Point:
    """The lowest threshold at which what is flagged of dev texts, unseen by the heads, reaches a precision.

    Attributes:
        language: Of the texts.
        attribute: The score.
        precision: Share of right flags.
        threshold: From which score on.
        recall: Share of the texts with the label that are flagged.
        flagged: Share of all texts that are flagged.
    """

    language: str
    attribute: str
    precision: float
    threshold: float
    recall: float
    flagged: float


@dataclass(frozen=True, slots=True)
class Choice:
    """How the delivered policy's threshold for an attribute was chosen.

    Attributes:
        precision: Of the operating point.
        raised: Why the threshold is higher than that point; empty where it is the point.
        half_way_to: It is as high as half way to the point of this precision; None: by hand.
    """

    precision: float
    raised: str = ""
    half_way_to: float | None = None


CHOSEN: dict[str, Choice] = {
    "TOXICITY": Choice(0.8, "85% would miss more than half of what is toxic", half_way_to=0.85),
    "INSULT": Choice(0.9),
    "IDENTITY_ATTACK": Choice(0.8),
    "SPAM": Choice(0.95, "no genuine German comment spam was there to choose it on"),
}
"""What `deploy/policies/default.toml` was chosen for; a test holds the two and `model.json` together."""


def read_points(models: Path) -> list[Point]:
    """Read the operating points of models.

    Args:
        models: Their folder.
    """
    calibration = json.loads((models / "model.json").read_text("utf-8"))["calibration"]
    return [
        Point(language, attribute, **point)
        for language, attributes in calibration.items()
        for attribute, entry in attributes.items()
        for point in entry.get("points", ())
    ]


def chosen(points: Iterable[Point], attribute: str, choice: Choice) -> float:
    """Give the threshold that a choice stands for, in hundredths; the least one where it is raised by hand.

    Args:
        points: Of the models.
        attribute: Its name.
        choice: How its threshold was chosen.

    Raises:
        ValueError: Where no threshold reaches its precisions.
    """
    points = [*points]
    threshold = proposed(points, attribute, choice.precision)
    if choice.half_way_to is None:
        return threshold
    return floor((threshold + proposed(points, attribute, choice.half_way_to)) * 50 + _ROUNDING) / 100


def proposed(points: Iterable[Point], attribute: str, precision: float) -> float:
    """Give the threshold that reaches a precision on dev, in German where the attribute is offered in it.

    Args:
        points: Of the models.
        attribute: Its name.
        precision: One of those that operating points were sought for.

    Raises:
        ValueError: Where no threshold reaches it.
    """
    found = {
        point.language: point.threshold
        for point in points
        if (point.attribute, point.precision) == (attribute, precision)
    }
    for language in _LANGUAGES:
        if language in found:
            return found[language]
    raise ValueError(f"no threshold of {attribute} reaches a precision of {precision:.0%} on dev")
