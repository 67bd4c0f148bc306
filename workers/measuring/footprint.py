"""Measures what the built-in scorer takes: time to load, memory, and room in the repository.

Run by its path in a process of its own, so that nothing but the scorer is in memory (`python -m` would load
the rest of `moderato evaluate` as well, 20 MB): it reads options as JSON and answers in JSON.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from service.domain.score import Scorable
from workers.scorers import load_scorer

_MEGABYTE = 1e6
_ROOT = Path(__file__).parents[2]
_BATCHES = ((2, 50_000), (8, 10_000))  # comments, and letters of each
_SENTENCES = (
    "Das ist doch völlig verrückt, ihr dummen Idioten habt keine Ahnung von Politik. ",
    "You are all stupid fucking idiots, and nobody should read what these people write. ",
    "Personne ne devrait croire ce que ces gens écrivent tous les jours sur la politique. ",
)  # so that each language's part is in memory, py3langid too, and what explains a high score


@dataclass(frozen=True, slots=True)
class Footprint:
    """What the built-in scorer takes; megabytes are of a million bytes.

    Attributes:
        files: Megabytes of the files it loads.
        seconds: To load it, libraries included, on the clock.
        loaded: Megabytes resident when it is loaded; None where the system does not say (only Linux does).
        peak: The most that were resident until the long comments were scored; None likewise.
    """

    files: float
    seconds: float
    loaded: float | None
    peak: float | None


def measure_footprint(folder: Path, options: dict[str, Any]) -> Footprint:
    """Measure in a new process.

    Args:
        folder: Where the models are.
        options: Of the scorer.

    Raises:
        RuntimeError: Where that process fails.
    """
    ran = subprocess.run(  # noqa: S603 (this very file)
        [sys.executable, "-P", __file__],
        input=json.dumps(options, default=str),
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"measuring the footprint failed: {ran.stderr.strip()[-500:]}")
    files = sum(path.stat().st_size for path in folder.iterdir()) / _MEGABYTE
    return Footprint(files, **json.loads(ran.stdout))


def _answer(options: dict[str, Any]) -> dict[str, float | None]:
    begin = time.perf_counter()
    scorer = load_scorer("builtin", **options)
    seconds = time.perf_counter() - begin
    loaded = _megabytes("VmRSS")
    for comments, letters in _BATCHES:
        scorer.score([Scorable(text) for text in _long(comments, letters)])
    # Not `getrusage`: its peak is the parent's, where that was larger when this process was born.
    return {"seconds": seconds, "loaded": loaded, "peak": _megabytes("VmHWM")}


def _long(comments: int, letters: int) -> list[str]:
    return [
        (sentence * (letters // len(sentence) + 1))[:letters]
        for sentence in islice(cycle(_SENTENCES), comments)
    ]


def _megabytes(field: str) -> float | None:
    """Give a field of Linux's account of this process."""
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        return None
    found = re.search(rf"^{field}:\s*(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 / _MEGABYTE if found else None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_answer(json.load(sys.stdin))))
