"""The command `moderato evaluate`."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from service.domain.errors import PolicyInvalid
from service.domain.policy_file import parse_policy
from service.settings import Settings
from service.telemetry import configure_logs
from workers.measuring.card import write_card
from workers.measuring.evaluation import evaluate as measure_scorer
from workers.measuring.footprint import measure_footprint
from workers.measuring.speed import measure_speed
from workers.measuring.table import table
from workers.measuring.thresholds import read_points
from workers.score import read_options
from workers.scorers import SCORERS, load_patiently
from workers.scorers.linear import MODELS


@click.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the labelled sets; docs/training-data.md names their public sources.",
)
@click.option("--scorer", type=click.Choice(list(SCORERS)), default="builtin", show_default=True)
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the scorer.")
@click.option("--models", type=click.Path(exists=True, file_okay=False, path_type=Path), default=MODELS)
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=Settings.model_fields["policy"].default,
    help="The policy whose thresholds flag; the delivered one by default.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--card", type=click.Path(dir_okay=False, path_type=Path), help="Write the model card here too."
)
@click.option(
    "--speed/--no-speed",
    default=True,
    show_default=True,
    help="Measure the speed too: a minute, and with a heavy model several.",
)
def evaluate(  # noqa: PLR0913 (one a command-line option)
    *,
    data: Path,
    scorer: str,
    options: tuple[str, ...],
    models: Path,
    policy: Path,
    as_json: bool,
    card: Path | None,
    speed: bool,
) -> None:
    """Measure the shipped models on the test splits and lists, against the floors and goals set for them."""
    ours = scorer == "builtin"
    if card and not ours:
        raise click.UsageError("--card is about the built-in scorer")
    if not ours:
        # A backend has something to log, and the output is for the measurements.
        configure_logs(Settings())
    try:
        chosen = read_options(options) | ({"folder": str(models)} if ours else {})
        found = measure_scorer(
            load_patiently(scorer, **chosen),
            parse_policy(policy.read_text("utf-8"), str(policy)),
            read_points(models) if ours else [],
            data,
            partial(click.echo, err=True),
            footprint=partial(measure_footprint, models, chosen) if ours else None,
            speed=partial(measure_speed, scorer, chosen) if speed else None,
        )
    except (FileNotFoundError, ValueError, TypeError, RuntimeError, PolicyInvalid) as error:
        raise click.ClickException(str(error)) from error
    if card:
        card.write_text(write_card(found), "utf-8")
    click.echo(json.dumps(found.as_json(), indent=1, ensure_ascii=False) if as_json else table(found))
