"""The fixtures that integration tests share with the contract tests, and those of Redis and of scorers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.conftest import post, quick_passwords, screen_aside, site_key
from tests.integration.redis_programs import PROGRAMS
from workers.scorers import load_scorer
from workers.scorers.backed import BackedScorer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.backed import OpenScorer

__all__ = ["open_scorer", "post", "quick_passwords", "screen_aside", "site_key"]


@pytest.fixture(params=PROGRAMS or ["none"])
def program(request: pytest.FixtureRequest) -> Path:
    """Give each Redis server of this machine in turn."""
    assert PROGRAMS, "no Redis server on this machine: make test installs one where it can"
    return PROGRAMS[request.param]


@pytest.fixture
def open_scorer() -> Iterator[OpenScorer]:
    """Give a function that opens a scorer with a backend; all are closed at the end."""
    opened: list[BackedScorer] = []

    def open_one(name: str, *, strict: bool = True, **options: str) -> BackedScorer:
        scorer = load_scorer(name, strict=strict, **options)
        assert isinstance(scorer, BackedScorer)
        opened.append(scorer)
        return scorer

    yield open_one
    for scorer in opened:
        scorer.close()
