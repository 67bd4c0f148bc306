"""`moderato serve`: the HTTP process."""

from __future__ import annotations

import click

from service import app
from service.commands.opening import open_settings


@click.command()
@click.option("--parent", type=int, hidden=True, help="Stop when this process, which started it, is gone.")
def serve(*, parent: int | None) -> None:
    """Serve the API, and health checks and metrics on the ops listener."""
    try:
        app.serve(open_settings(), parent=parent)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
