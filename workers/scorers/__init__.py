"""Scorers: each takes a batch and gives calibrated scores with their signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.scorers.scorer import Scorer

__all__ = ["SCORERS", "load_scorer"]


def _builtin(**options: Any) -> Scorer:
    from workers.scorers.builtin import BuiltinScorer  # noqa: PLC0415 (numpy and the weights, only when asked for)

    return BuiltinScorer(**options)


def _detoxify(**options: Any) -> Scorer:
    from workers.scorers.detoxify import DetoxifyScorer  # noqa: PLC0415 (torch and a gigabyte of weights)

    return DetoxifyScorer(**options)


SCORERS: dict[str, Callable[..., Scorer]] = {
    # German and English, thousands of comments a second on one core, nothing to download. The default.
    "builtin": _builtin,
    # Detoxify's transformers for toxicity, from a local checkpoint; spam still comes from the built-in.
    "detoxify": _detoxify,
}


def load_scorer(name: str, **options: Any) -> Scorer:
    """Load a scorer by its name; slow (up to seconds), so once a process.

    Args:
        name: A key of `SCORERS`.
        options: What the scorer takes: `builtin` a `folder`; `detoxify` see `DetoxifyScorer`.

    Raises:
        ValueError: For an unknown name, or options that the scorer refuses.
        FileNotFoundError: Where the models are missing.
    """
    if name not in SCORERS:
        raise ValueError(f"there is no scorer {name!r}; known are {', '.join(SCORERS)}")
    return SCORERS[name](**options)
