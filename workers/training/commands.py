"""The commands `moderato train` and `moderato evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from workers.scorers import SCORERS, load_scorer
from workers.scorers.linear import MODELS
from workers.training.card import write_card
from workers.training.measuring import Evaluation
from workers.training.measuring import evaluate as measure_scorer

_DATA = click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the labelled sets; docs/model-card.md names their public sources.",
)


@click.command()
@_DATA
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


@click.command()
@_DATA
@click.option("--scorer", type=click.Choice(list(SCORERS)), default="builtin", show_default=True)
@click.option("--models", type=click.Path(exists=True, file_okay=False, path_type=Path), default=MODELS)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option(
    "--card", type=click.Path(dir_okay=False, path_type=Path), help="Write the model card here too."
)
def evaluate(data: Path, scorer: str, models: Path, card: Path | None, *, as_json: bool) -> None:
    """Measure the shipped models on the test splits."""
    try:
        found = measure_scorer(
            load_scorer(scorer, folder=models), data, lambda step: click.echo(step, err=True)
        )
    except (FileNotFoundError, ValueError, TypeError) as error:
        raise click.ClickException(str(error)) from error
    if card:
        card.write_text(write_card(found, models), "utf-8")
    click.echo(json.dumps(found.as_json(), indent=1, ensure_ascii=False) if as_json else _table(found))


def _table(found: Evaluation) -> str:
    names = list(found.outcomes[0].measures)
    lines = [
        f"{found.scorer} {found.version}",
        f"{'set':<20} {'score':<16}" + "".join(f"{name:<26}" for name in names),
    ]
    for outcome in found.outcomes:
        values = "".join(f"{outcome.measures[name]!s:<26}" for name in names)
        lines.append(f"{outcome.name:<20} {outcome.attribute:<16}{values}")
    for language, terms in found.identity.items():
        worst = ", ".join(f"{term} {share:.1%}" for term, share in list(terms.items())[:5])
        lines.append(f"harmless identity sentences flagged ({language}), worst terms: {worst}")
    lines.append(
        f"{found.comments_per_second:.0f} comments a second, reading, measuring and intervals included"
    )
    return "\n".join(lines)
