"""The compact transformer: reads a comment as a whole, where the linear heads are unsure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import onnxruntime
from sentencepiece import SentencePieceProcessor

from workers.scorers.legible import Legible, legible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Floats = npt.NDArray[np.float32]
Place = tuple[int, int]

NETWORK, PIECES = "compact.onnx", "compact.model"
"""The files: the network with weights in int8, and the pieces that words are cut into."""
_BEGIN, _END = 0, 2
_WINDOW = 126  # pieces read at once, the two ends left out
# Of one comment; the linear heads read all of it. 64 long ones must be done well within a job's time.
_MOST_WINDOWS = 3
_NOWHERE = (0, 0)
_MOST_LETTERS = 3000  # code points cut into pieces; three windows seldom hold more


@dataclass(frozen=True, slots=True)
class Window:
    """What the transformer read at once.

    Attributes:
        margins: Uncalibrated log-odds, one a head.
        shares: What each piece gave to them: rows sum up to the margins.
        places: Where each piece stands in the text: first code point, and one past the last.
    """

    margins: Floats
    shares: Floats
    places: list[Place]


class Compact:
    """Runs the network on one thread."""

    def __init__(self, folder: Path) -> None:
        """Load it.

        Args:
            folder: Where its files are.

        Raises:
            FileNotFoundError: A file is missing.
        """
        for name in (NETWORK, PIECES):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"there is no file {folder / name}: run `moderato train`")
        options = onnxruntime.SessionOptions()
        # One worker, one core: more workers are the way to use more.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._network = onnxruntime.InferenceSession(
            str(folder / NETWORK), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = SentencePieceProcessor(model_file=str(folder / PIECES))

    def read(self, text: str) -> list[Window]:
        """Read a text, at most three windows of 126 pieces of it.

        One text at a time: the network's int8 steps depend on all that it is given at once, and no
        comment may change another's score.

        Args:
            text: As a reader sees it.
        """
        return [self._run(tokens, places) for tokens, places in self._cut(text)]

    def _cut(self, text: str) -> Iterator[tuple[list[int], list[Place]]]:
        seen = legible(text[:_MOST_LETTERS])
        pieces = self._pieces.encode(seen.text, return_type="proto").pieces[: _WINDOW * _MOST_WINDOWS]
        letters = _letter_of_byte(seen.text)
        places = [_place(seen, letters[piece.begin], letters[piece.end]) for piece in pieces]
        ids = [piece.id for piece in pieces]
        for at in range(0, max(1, len(ids)), _WINDOW):
            yield (
                [_BEGIN, *ids[at : at + _WINDOW], _END],
                [_NOWHERE, *places[at : at + _WINDOW], _NOWHERE],
            )

    def _run(self, tokens: list[int], places: list[Place]) -> Window:
        (shares,) = self._network.run(None, {"tokens": np.array([tokens], np.int64)})
        own = shares[0] / np.float32(len(tokens))
        return Window(own.sum(0, dtype=np.float32), own, places)


def _letter_of_byte(text: str) -> list[int]:
    """Give for each byte of a text in UTF-8 the number of letters before it; the total comes last."""
    octets = np.frombuffer(text.encode(), np.uint8)
    begins = (octets & 0xC0) != 0x80  # noqa: PLR2004 (all but a letter's first byte begin with the bits 10)
    return [*(np.cumsum(begins) - begins).tolist(), len(text)]


def _place(seen: Legible, begin: int, end: int) -> Place:
    """Give where a part of a legible text stands in the original."""
    return (seen.source[begin], seen.source[end - 1] + 1) if end > begin else _NOWHERE
