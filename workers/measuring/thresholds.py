"""Which thresholds follow from the models' operating points, for a stated precision on dev."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LANGUAGES = ("de", "any", "en")  # whose operating point a policy's threshold is: German first


def proposed(calibration: Mapping[str, Any], precisions: Mapping[str, float]) -> dict[str, float]:
    """Give the threshold of each attribute that reaches a precision on dev.

    Where an attribute is offered in more than one language, German decides: a policy has one threshold.

    Args:
        calibration: Of `model.json`.
        precisions: What is wanted, by attribute.

    Raises:
        ValueError: Where an attribute has no operating point of that precision.
    """
    found = {}
    for attribute, precision in precisions.items():
        points = {point["precision"]: point["threshold"] for point in _points(calibration, attribute)}
        if precision not in points:
            raise ValueError(
                f"{attribute} has no operating point of {precision:.0%}; there are {sorted(points)}"
            )
        found[attribute] = points[precision]
    return found


def chosen_precision(calibration: Mapping[str, Any], attribute: str, threshold: float) -> float | None:
    """Give the precision that a threshold was chosen for, if it is one of the operating points.

    Args:
        calibration: Of `model.json`.
        attribute: Its name.
        threshold: Of the policy.
    """
    return next(
        (
            point["precision"]
            for point in _points(calibration, attribute)
            if abs(point["threshold"] - threshold) < 1e-9  # noqa: PLR2004 (both are hundredths)
        ),
        None,
    )


def _points(calibration: Mapping[str, Any], attribute: str) -> list[dict[str, float]]:
    for language in _LANGUAGES:
        entry = calibration.get(language, {}).get(attribute, {})
        if points := entry.get("points"):
            return list(points)
    return []
