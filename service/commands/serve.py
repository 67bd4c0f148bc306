"""`moderato serve`: the HTTP process."""

from __future__ import annotations

import click

from service import app
from service.commands.opening import open_settings


@click.command()
@click.option("--until-orphaned", is_flag=True, hidden=True, help="Stop when the starting process is gone.")
def serve(*, until_orphaned: bool) -> None:
    """Serve the API, and health checks and metrics on the ops listener."""
    try:
        app.serve(open_settings(), until_orphaned=until_orphaned)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
