"""The linear models: one table of weights, a column a head, read from arrays and JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workers.scorers.ngrams import BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.scorers.ngrams import Features

Floats = npt.NDArray[np.float32]

MODELS = Path(__file__).parent / "models"
PADDING = 30  # features that say nothing, lent to every text: a short one gives no extreme score
_LEVELS = 127  # of a weight's magnitude in int8


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Hashed linear heads.

    Attributes:
        heads: Name of each column.
        table: Weights, one row a bucket, one column a head.
        bias: What each head gives a text without features.
        card: The rest of `model.json`: calibration.
    """

    heads: tuple[str, ...]
    table: Floats
    bias: Floats
    card: dict[str, Any]

    def margins(self, features: Features) -> Floats:
        """Give each head's uncalibrated log-odds, one row a text.

        The weights are summed and divided by the root of the number of features, `PADDING` included:
        the length of the text must not decide.

        Args:
            features: Distinct features by text.
        """
        counts = np.diff(features.starts)
        margins = np.tile(self.bias, (counts.size, 1))
        filled = np.flatnonzero(counts)
        if filled.size:
            weights = np.take(self.table, features.buckets, axis=0)
            sums = np.add.reduceat(weights, features.starts[filled], axis=0)
            margins[filled] += sums / np.sqrt(counts[filled] + PADDING, dtype=np.float32)[:, None]
        return margins

    def column(self, head: str) -> int:
        """Give the column of a head by its name."""
        return self.heads.index(head)


def compress(weights: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int8], float]:
    """Squeeze one head's weights into int8, with finer steps near zero, where most of them lie.

    Args:
        weights: One weight a bucket.

    Returns:
        The levels and the largest magnitude, which `decompress` needs.
    """
    largest = float(np.abs(weights).max()) or 1.0
    levels = np.rint(np.sqrt(np.abs(weights) / largest) * _LEVELS) * np.sign(weights)
    return levels.astype(np.int8), largest


def decompress(levels: npt.NDArray[np.int8], largest: Sequence[float]) -> Floats:
    """Undo `compress` for a table of heads.

    Args:
        levels: One row a head.
        largest: Largest magnitude of each head.
    """
    table = np.empty((levels.shape[1], levels.shape[0]), np.float32)
    for column, (head, scale) in enumerate(zip(levels, largest, strict=True)):
        fraction = head.astype(np.float32) / np.float32(_LEVELS)
        table[:, column] = fraction * np.abs(fraction) * np.float32(scale)
    return table


def load_linear(folder: Path = MODELS) -> LinearModel:
    """Read the models from a folder.

    Args:
        folder: Where `model.json` and `weights.npz` are.

    Raises:
        FileNotFoundError: Where a file is missing: run `moderato train`.
        ValueError: Where the files do not belong together.
    """
    card = json.loads((folder / "model.json").read_text("utf-8"))
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        levels = arrays["levels"]
    heads = card["heads"]
    if levels.shape != (len(heads), 1 << BITS):
        raise ValueError(
            f"{folder / 'weights.npz'} has shape {levels.shape}, model.json names {len(heads)} heads"
        )
    return LinearModel(
        tuple(head["name"] for head in heads),
        decompress(levels, [head["largest"] for head in heads]),
        np.array([head["bias"] for head in heads], np.float32),
        card,
    )
