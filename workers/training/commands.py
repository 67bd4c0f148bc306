"""The command `moderato train`."""

from __future__ import annotations

from pathlib import Path

import click

from workers.scorers.linear import MODELS


@click.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the labelled sets; docs/model-card.md names their public sources.",
)
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), default=MODELS, help="Where the models go."
)
def train(data: Path, into: Path) -> None:
    """Train the built-in models; the same data gives the same bytes."""
    try:
        # scikit-learn is needed here only: the `train` extra.
        from workers.training.recipe import train_models  # noqa: PLC0415
    except ImportError as error:
        raise click.ClickException(f"training needs `pip install moderato[train]` ({error})") from error
    try:
        train_models(data, into, lambda step: click.echo(step, err=True))
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from error
