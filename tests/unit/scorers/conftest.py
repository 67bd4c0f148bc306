"""What the scorers' tests share: the shipped models, loaded once."""

from __future__ import annotations

import pytest

from workers.scorers.builtin import BuiltinScorer


@pytest.fixture(scope="session")
def builtin() -> BuiltinScorer:
    """Load the shipped models."""
    return BuiltinScorer()
