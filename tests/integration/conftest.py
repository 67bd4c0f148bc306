"""The fixtures that integration tests share with the contract tests, and one that closes scorers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.conftest import post, quick_passwords, screen_aside, site_key
from workers.scorers import load_scorer
from workers.scorers.backed import BackedScorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.backed import OpenScorer

__all__ = ["open_scorer", "post", "quick_passwords", "screen_aside", "site_key"]


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
