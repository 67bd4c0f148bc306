"""`moderato work`: the worker processes, supervised."""

from __future__ import annotations

import click

from service.commands.opening import open_context
from service.queue import NOTIFY, SCREEN
from workers.supervisor import Supervisor


@click.command()
@click.argument("kind", type=click.Choice([SCREEN, NOTIFY]), default=SCREEN)
@click.option("--parent", type=int, hidden=True, help="Stop when this process, which started it, is gone.")
def work(kind: str, *, parent: int | None) -> None:
    """Run workers of one kind: MODERATO_WORKERS for screen, one for notify."""
    with open_context() as context:
        count = context.settings.workers if kind == SCREEN else 1
        well = Supervisor(context, kind, count, parent=parent).run()
    if not well:
        raise click.ClickException("a worker refused its scorer as it is set; its last words are above")
