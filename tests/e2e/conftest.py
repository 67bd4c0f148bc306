"""A house for a test: its own database of the session's Redis, its own processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.processes import House

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from service.embedded_redis import EmbeddedRedis


@pytest.fixture
def open_house(redis_server: EmbeddedRedis, tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Give a function that opens a house on a database of its own; all are closed at the end."""
    houses: list[House] = []

    def build(**environment: str) -> House:
        number = len(houses) + 1
        house = House(f"{redis_server.url}?db={number}", tmp_path / str(number), **environment)
        houses.append(house)
        return house

    yield build
    for house in houses:
        house.__exit__()
