"""Scorers: each takes a batch and gives calibrated scores with their signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workers.scorers.scorer import Backed

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.scorers.scorer import Scorer

__all__ = ["SCORERS", "load_patiently", "load_scorer"]


def _builtin(**options: Any) -> Scorer:
    from workers.scorers.builtin import BuiltinScorer  # noqa: PLC0415 (numpy and the weights, only when asked for)

    return BuiltinScorer(**options)


def _detoxify(**options: Any) -> Scorer:
    from workers.scorers.backed import open_backed  # noqa: PLC0415 (the same)

    return open_backed("detoxify", options)


def _transformers(**options: Any) -> Scorer:
    from workers.scorers.backed import open_backed  # noqa: PLC0415 (the same)

    return open_backed("transformers", options)


def _cascade(**options: Any) -> Scorer:
    from workers.scorers.backed import open_cascade  # noqa: PLC0415 (the same)

    return open_cascade(options)


SCORERS: dict[str, Callable[..., Scorer]] = {
    # German and English, 700 comments of 50 words a second on one core, nothing to download. The default.
    "builtin": _builtin,
    # Detoxify's transformers for toxicity; spam still comes from the built-in, here and below.
    "detoxify": _detoxify,
    # Any model for sequence classification, with a map of its labels; int8 where ONNX Runtime is installed.
    "transformers": _transformers,
    # The built-in for what is clear, one of the two above for the rest.
    "cascade": _cascade,
}


def load_scorer(name: str, *, strict: bool = True, **options: Any) -> Scorer:
    """Load a scorer by its name; slow (up to seconds), so once a process.

    Args:
        name: A key of `SCORERS`.
        strict: Whether a refused backend is an error. If not, the built-in stands in until it is mended.
        options: What the scorer takes: `builtin` a `folder` and a `second_look`; those with a backend
            `folder`, `timeout` and what `DetoxifyBackend` or `TransformersBackend` take; `cascade` also
            `heavy` and `band`.

    Raises:
        ValueError: For an unknown name, or options or a backend that are refused.
        FileNotFoundError: Where the models are missing.
    """
    scorer = _open(name, options)
    if isinstance(scorer, Backed):
        scorer.start(strict=strict)
    return scorer


def load_patiently(name: str, **options: Any) -> Scorer:
    """Load a scorer for a command: without a job to end in time, a backend may take as long as it takes.

    Args:
        name: A key of `SCORERS`.
        options: What the scorer takes: see `load_scorer`.

    Raises:
        ValueError: For an unknown name, or options or a backend that are refused.
        FileNotFoundError: Where the models are missing.
        RuntimeError: Where the backend could not be loaded.
    """
    scorer = _open(name, options)
    if isinstance(scorer, Backed):
        scorer.start(strict=True, patient=True)
    return scorer


def _open(name: str, options: dict[str, Any]) -> Scorer:
    if name not in SCORERS:
        raise ValueError(f"there is no scorer {name!r}; known are {', '.join(SCORERS)}")
    return SCORERS[name](**options)
