"""Running `moderato` in this process, on the test's Redis."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from service.__main__ import moderato
from service.commands import opening
from tests.integration.processes import environment

if TYPE_CHECKING:
    from service.context import Context

Run = Callable[..., Result]


@pytest.fixture
def run(context: Context, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs a command in this process, on the test's Redis."""
    monkeypatch.setattr(opening, "configure_logs", lambda _: None)  # it would outlive the test

    def invoke(*arguments: str) -> Result:
        return CliRunner(env=environment(context.settings)).invoke(moderato, arguments)

    return invoke
