"""The shipped models stay within what the scoring issue allows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workers.measuring.footprint import measure_footprint
from workers.scorers.linear import MODELS

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_models_are_small() -> None:
    """Files under 50 MB, and under 300 MB resident with long comments in three languages."""
    found = measure_footprint(MODELS, {"folder": MODELS})
    assert 0 < found.files < 50
    assert found.seconds > 0
    assert found.loaded is not None, "only Linux says what is resident"
    assert found.peak is not None
    assert 0 < found.loaded < found.peak < 300


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    """What went wrong in the process is in the error."""
    with pytest.raises(RuntimeError, match=r"model\.json"):
        measure_footprint(tmp_path, {"folder": tmp_path})
