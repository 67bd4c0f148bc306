"""The `moderato score` command: comments as JSON lines in, assessments as JSON lines out, in order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click

from service.domain.score import Scorable
from service.settings import Settings
from service.telemetry import configure_logs
from workers.lines import LONGEST, read_lots
from workers.progress import progress
from workers.scorers import SCORERS, load_patiently
from workers.scorers.scorer import Backed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Assessment
    from workers.lines import Line, Stream
    from workers.scorers.scorer import Scorer

BATCH = 64
_INTERRUPTED = 130  # exit status of a program that Ctrl-C ended
_TEXT_FIELDS = ("content", "author_name", "author_url")
_COUNT_FIELDS = ("repeats", "recent_by_author")
_FORM_FIELDS = ("form_seconds", "honeypot")


@click.command()
@click.argument("comments", type=click.File("rb"), default="-")
@click.option("--scorer", type=click.Choice(list(SCORERS)), default="builtin", show_default=True)
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the scorer.")
def score(comments: BinaryIO, scorer: str, options: tuple[str, ...]) -> None:
    """Score COMMENTS (JSON lines with `content`; standard input by default).

    Each line gives one line, in order and as soon as it has come: scores, signals, language and scorers, or
    `error`. Its `id` is kept.
    """
    if scorer != "builtin":
        # A backend has something to log, and the output is for answers.
        configure_logs(Settings())
    try:
        loaded = load_patiently(scorer, **read_options(options))
    except (ValueError, OSError, RuntimeError, TypeError) as error:
        raise click.ClickException(str(error)) from error
    try:
        with progress(comments) as advance:
            for lot in read_lots(cast("Stream", comments), BATCH):
                click.echo("\n".join(score_lines(lot, loaded)))
                advance(len(lot), sum(line.size for line in lot))
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None
    finally:
        if isinstance(loaded, Backed):
            click.echo(loaded.summary(), err=True)
            loaded.close()


def score_lines(lines: Sequence[Line], scorer: Scorer) -> list[str]:
    """Score a batch of JSON lines; a bad line gives an `error` and the rest goes on.

    Args:
        lines: JSON objects with `content` and optionally `id` and the other fields of a `Scorable`.
        scorer: Who scores.
    """
    rows = [_read_line(line) for line in lines]
    answers = iter(_score_each(scorer, [comment for _, comment in rows if isinstance(comment, Scorable)]))
    # ASCII: an id may hold lone surrogates, which no output can encode.
    return [
        json.dumps({**echo, **(next(answers) if isinstance(comment, Scorable) else {"error": comment})})
        for echo, comment in rows
    ]


def _read_line(line: Line) -> tuple[dict[str, Any], Scorable | str]:
    """Read one line as what to echo and a comment, or the reason why it is none."""
    if line.content is None:
        return {}, f"line {line.number} is longer than {LONGEST} bytes"
    try:
        row = json.loads(line.content.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        return {}, f"line {line.number} is not UTF-8 at byte {error.start + 1}"
    except (ValueError, RecursionError) as error:
        return {}, f"line {line.number} is not JSON: {error}"
    if not isinstance(row, dict):
        return {}, f"line {line.number} is not an object"
    echo = {"id": row["id"]} if "id" in row else {}
    try:
        return echo, _scorable(row)
    except ValueError as error:
        return echo, f"line {line.number}: {error}"


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _scorable(row: dict[str, Any]) -> Scorable:
    if "content" not in row:
        raise ValueError("`content` is missing")
    for name in _TEXT_FIELDS:
        if not isinstance(row.get(name, ""), str):
            raise ValueError(f"`{name}` is not a string")  # noqa: TRY004 (the value is data, not an argument)
    for name in _COUNT_FIELDS:
        if type(row.get(name, 0)) is not int or row.get(name, 0) < 0:
            raise ValueError(f"`{name}` is not a whole number of 0 or more")
    traits = row.get("email_traits", [])
    if not isinstance(traits, list) or not all(isinstance(trait, str) for trait in traits):
        raise ValueError("`email_traits` is not a list of strings")
    seconds = row.get("form_seconds")
    if seconds is not None and (type(seconds) not in (int, float) or not seconds >= 0):
        raise ValueError("`form_seconds` is not a number of 0 or more")
    if not isinstance(row.get("honeypot", False), bool):
        raise ValueError("`honeypot` is not true or false")  # noqa: TRY004 (the value is data, not an argument)
    known = {name: row[name] for name in (*_TEXT_FIELDS, *_COUNT_FIELDS, *_FORM_FIELDS) if name in row}
    return Scorable(**known, email_traits=tuple(traits))


def _score_each(scorer: Scorer, comments: list[Scorable]) -> list[dict[str, Any]]:
    """Score a batch; where that fails, one by one, so that one comment's trouble stays its own."""
    try:
        return [_row(assessment) for assessment in scorer.score(comments)]
    except Exception as error:  # noqa: BLE001 (whatever a scorer raises must not end the stream)
        if len(comments) == 1:
            return [{"error": f"scoring failed: {type(error).__name__}: {error}"}]
        return [row for comment in comments for row in _score_each(scorer, [comment])]


def _row(assessment: Assessment) -> dict[str, Any]:
    signals = [
        {
            name: value
            for name in ("name", "attribute", "evidence", "begin", "end")
            if (value := getattr(signal, name)) not in (None, "")
        }
        for signal in assessment.signals
    ]
    return {
        "scores": {str(attribute): value for attribute, value in assessment.scores.items()},
        "signals": signals,
        "language": assessment.language,
        "scorers": assessment.scorers,
        "degraded": assessment.degraded,
    }


def read_options(options: Sequence[str]) -> dict[str, Any]:
    """Read a scorer's options as they stand on the command line.

    Args:
        options: Each as `name=value`; a value of digits is a number.

    Raises:
        ValueError: For one without `=`.
    """
    named: dict[str, Any] = {}
    for option in options:
        name, sign, value = option.partition("=")
        if not sign:
            raise ValueError(f"--option takes NAME=VALUE, not {option!r}")
        named[name] = int(value) if value.isdigit() else value
    return named
