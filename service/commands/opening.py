"""What every operator's command begins with: settings, logs, and a Redis to speak to."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from service.context import Context
from service.domain.errors import PolicyInvalid, Refusal
from service.settings import Settings, SettingsInvalid
from service.storage.errors import StorageAway
from service.telemetry import configure_logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

RUNNING = "running.json"
"""Written by `moderato dev` into its data folder: what other commands need to reach its Redis."""


def open_settings() -> Settings:
    """Read the settings; where no Redis is named, those of a running `moderato dev` in the data folder.

    Raises:
        click.ClickException: They cannot be used.
    """
    try:
        settings = Settings.from_env()
    except SettingsInvalid as error:
        raise click.ClickException(str(error)) from None
    running = settings.data_dir / RUNNING
    if settings.redis_url is None and running.exists():
        settings = settings.model_copy(update=_read(running))
    configure_logs(settings)
    return settings


def _read(running: Path) -> dict[str, Any]:
    given = json.loads(running.read_text(encoding="utf-8"))
    return {**given, "encryption_keys": tuple(given["encryption_keys"])}


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
"""For every command that prints something."""


@contextmanager
def open_context() -> Iterator[Context]:
    """Open the context for one command, and say in one line what went wrong.

    Raises:
        click.ClickException: Redis is not to be had, or the command refuses.
    """
    settings = open_settings()
    try:
        yield Context.open(settings)
    except (ValueError, PolicyInvalid) as error:
        raise click.ClickException(str(error)) from None
    except StorageAway as error:
        raise click.ClickException(f"Redis does not answer ({type(error).__name__})") from None
    except Refusal as refusal:
        facts = ", ".join(f"{name} {fact}" for name, fact in refusal.facts.items())
        raise click.ClickException(f"{refusal.code}{': ' + facts if facts else ''}") from None


def show(document: Any, text: str, *, as_json: bool) -> None:
    """Print for a program or for a person."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str) if as_json else text)
