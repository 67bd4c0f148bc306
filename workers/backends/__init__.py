"""Backends: heavy models of toxicity, each in a process of its own, for which the built-in can stand in."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from workers.backends.backend import BackendRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workers.backends.backend import Backend

__all__ = ["BACKENDS", "load_backend"]


def _detoxify() -> Callable[..., Backend]:
    from workers.backends.detoxify import DetoxifyBackend  # noqa: PLC0415 (torch, only when asked for)

    return DetoxifyBackend


def _transformers() -> Callable[..., Backend]:
    from workers.backends.transformers import TransformersBackend  # noqa: PLC0415 (the same)

    return TransformersBackend


BACKENDS: dict[str, Callable[[], Callable[..., Backend]]] = {
    # Detoxify's own checkpoints.
    "detoxify": _detoxify,
    # Any model that classifies sequences, in transformers' format.
    "transformers": _transformers,
}


def load_backend(name: str, options: Mapping[str, str]) -> Backend:
    """Load a backend into this process; slow.

    Args:
        name: A key of `BACKENDS`.
        options: The operator's, as text.

    Raises:
        BackendRefusedError: The name, an option, a file or a library is not what it must be.
    """
    if name not in BACKENDS:
        raise BackendRefusedError(f"there is no backend {name!r}; known are {', '.join(BACKENDS)}")
    backend = BACKENDS[name]()
    parameters = inspect.signature(backend).parameters
    if unknown := sorted(options.keys() - parameters.keys()):
        raise BackendRefusedError(
            f"{name} has no option {', '.join(unknown)}; its options are {', '.join(parameters)}"
        )
    wanted = [each.name for each in parameters.values() if each.default is each.empty]
    if missing := [each for each in wanted if not options.get(each)]:
        raise BackendRefusedError(f"{name} needs the option {', '.join(missing)}")
    return backend(**options)
