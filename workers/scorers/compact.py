"""The compact transformer: reads a comment as a whole, where the linear heads are unsure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import onnxruntime
from sentencepiece import SentencePieceProcessor

from workers.scorers.legible import Legible, legible

if TYPE_CHECKING:
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
_SPACE = "\u2581"
_MOST_PIECES = 6  # of a word that are read as one
# ONNX Runtime joins the addition and the norm after it into one step that takes six times as long as both.
_SLOWER = ["SkipLayerNormFusion"]
_MOST_LETTERS = 3000  # code points cut into pieces; three windows seldom hold more


@dataclass(frozen=True)
class Window:
    """What the transformer read at once.

    Attributes:
        margins: Uncalibrated log-odds, one a head.
        shares: What each word gave to them: rows sum up to the margins.
    """

    margins: Floats
    shares: Floats
    _find_places: Callable[[], list[Place]]

    @cached_property
    def places(self) -> list[Place]:
        """Where each word stands in the text: first code point, and one past the last."""
        return self._find_places()


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
            str(folder / NETWORK), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )
        self._pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
        size = self._pieces.get_piece_size()
        self._begins = np.array([begins_word(self._pieces.id_to_piece(piece)) for piece in range(size)])

    def read(self, text: str) -> list[Window]:
        """Read a text, at most three windows of 126 pieces of it.

        One text at a time: the network's int8 steps depend on all that it is given at once, and no
        comment may change another's score.

        Args:
            text: As a reader sees it.
        """
        seen = legible(text[:_MOST_LETTERS])
        pieces = self._pieces.encode(seen.text)[: _WINDOW * _MOST_WINDOWS]
        return [self._run(seen, pieces, at) for at in range(0, max(1, len(pieces)), _WINDOW)]

    def _run(self, seen: Legible, pieces: list[int], at: int) -> Window:
        tokens = np.array([_BEGIN, *pieces[at : at + _WINDOW], _END])
        words = join_words(self._begins[tokens])
        (shares,) = self._network.run(None, {"tokens": tokens, "words": words})
        own = shares / np.float32(len(words))
        return Window(own.sum(0, dtype=np.float32), own, partial(self._places, seen, at, words))

    def _places(self, seen: Legible, at: int, words: Floats) -> list[Place]:
        """Say where the words of a window stand; only few are asked for, so the text is cut once more."""
        pieces = self._pieces.encode(seen.text, return_type="proto").pieces[at : at + words.shape[1] - 2]
        octets = [_NOWHERE, *((piece.begin, piece.end) for piece in pieces), _NOWHERE]
        letters = _letter_of_byte(seen.text)
        return [_place(seen, letters[begin], letters[end]) for begin, end in _spans(words, octets)]


def begins_word(piece: str) -> bool:
    """Say whether a word begins with a piece."""
    return piece.startswith(_SPACE)


def join_words(begins: npt.NDArray[np.bool_]) -> Floats:
    """Say which tokens of a text are one word: the network reads their mean.

    Args:
        begins: Of each token, the two ends included, whether a word begins with it.

    Returns:
        One row a word, one column a token; rows sum up to one. A long word, which may be a whole line without
        a space, is several, and each end of the text is a word.
    """
    first = begins.copy()
    first[:2] = first[-1:] = True
    number = np.cumsum(first)
    # A word's pieces are counted from its first one on.
    within = np.arange(first.size) - np.flatnonzero(first)[number - 1]
    number = np.cumsum(first | (within % _MOST_PIECES == 0)) - 1
    words = np.zeros((number[-1] + 1, first.size), np.float32)
    words[number, np.arange(first.size)] = 1 / np.bincount(number)[number]
    return words


def _spans(words: Floats, octets: Sequence[Place]) -> list[Place]:
    """Give from which to which byte each word reaches."""
    first = words.argmax(1)
    last = np.append(first[1:], words.shape[1]) - 1
    return [(octets[begin][0], octets[end][1]) for begin, end in zip(first, last, strict=True)]


def _letter_of_byte(text: str) -> list[int]:
    """Give for each byte of a text in UTF-8 the number of letters before it; the total comes last."""
    octets = np.frombuffer(text.encode(), np.uint8)
    begins = (octets & 0xC0) != 0x80  # noqa: PLR2004 (all but a letter's first byte begin with the bits 10)
    return [*(np.cumsum(begins) - begins).tolist(), len(text)]


def _place(seen: Legible, begin: int, end: int) -> Place:
    """Give where a part of a legible text stands in the original."""
    return (seen.source[begin], seen.source[end - 1] + 1) if end > begin else _NOWHERE
