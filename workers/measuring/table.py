"""What was measured, as text for a terminal."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from workers.measuring.thresholds import Point

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workers.measuring.evaluation import Evaluation
    from workers.measuring.labelled import Operating, Outcome


_FLAGS = ("flagged of all", "of harmless", "of the rest", "right flags")


def table(found: Evaluation) -> str:
    """Give everything measured as aligned columns.

    Args:
        found: What was measured.
    """
    parts = [
        f"{found.scorer} {found.version}, flagged by {_thresholds(found)}",
        _columns(("what", "measured, 95 %", "", "floor", "goal", "mark"), targets(found)),
        _columns(*_outcomes(found)),
        _columns(*reliability([*found.outcomes, *found.held_out])),
        *(_columns(*_kinds(outcome)) for outcome in found.outcomes if outcome.kinds),
        _columns(
            ("thresholds on dev", "", "precision", "threshold", "recall", "flagged"),
            [[*map(str, astuple(point))] for point in joint(found.points)],
        ),
        _columns(("set", "", *_FLAGS), [_flags(each) for each in found.flagged]),
        _columns(
            ("by one score", "from", "set", "", *_FLAGS),
            [[each.attribute, f"{each.threshold:.2f}", *_flags(each.flags)] for each in found.alone],
        ),
        _columns(("harmless identity sentences", "", "texts", "flagged"), _terms(found)),
        _columns(
            ("disguise", *(f"{each.name} ({each.plain} of {each.texts})" for each in found.obfuscation)),
            _disguises(found),
        ),
        _columns(
            ("look-alikes", "flagged"),
            [[kind, str(value)] for kind, value in found.look_alikes.kinds.items()],
        ),
        _columns(
            (
                "explanations",
                "",
                "scores",
                "explained",
                "score falls by",
                "at random",
                "falls under",
                "at random",
            ),
            _faithfulness(found),
        ),
        _footprint(found),
        _speed(found),
    ]
    return "\n\n".join(parts)


def targets(found: Evaluation) -> list[list[str]]:
    """Give the rows of the targets' table.

    Args:
        found: What was measured.
    """
    return [
        [row.what, str(row.measured or "-"), row.bound, f"{row.floor:g}", f"{row.goal:g}", row.mark]
        for row in found.targets
    ]


def reliability(outcomes: Iterable[Outcome]) -> tuple[Sequence[str], list[list[str]]]:
    """Give head and rows of the reliability table.

    Args:
        outcomes: What was measured.
    """
    rows = []
    for each in outcomes:
        by_place = {
            round(found.low * 10): f"{found.positive:.2f} ({found.texts})" for found in each.reliability
        }
        cells = (by_place.get(at, "") for at in range(10))
        rows.append([each.name, each.language, each.attribute, str(each.measures["ECE"]), *cells])
    bins = (f"{at / 10:.1f} to {at / 10 + 0.1:.1f}" for at in range(10))
    return ("set", "language", "score", "ECE", *bins), rows


def joint(points: Iterable[Point]) -> list[Point]:
    """Give operating points, with those of one fit for several languages as one that names them all.

    Args:
        points: Of the models.
    """
    languages: dict[tuple[str, float, float, float, float], list[str]] = {}
    for each in points:
        numbers = each.precision, each.threshold, each.recall, each.flagged
        languages.setdefault((each.attribute, *numbers), []).append(each.language)
    return [Point(", ".join(of), *rest) for rest, of in languages.items()]


def _thresholds(found: Evaluation) -> str:
    return ", ".join(f"{name} {threshold:.2f}" for name, threshold in found.thresholds.items())


def _outcomes(found: Evaluation) -> tuple[Sequence[str], list[list[str]]]:
    outcomes = [*found.outcomes, *found.held_out]
    names = list(outcomes[0].measures)
    return ("set", "", "score", "texts", *names), [
        [
            each.name,
            each.language,
            each.attribute,
            str(each.texts),
            *(str(each.measures[name]) for name in names),
        ]
        for each in outcomes
    ]


def _kinds(outcome: Outcome) -> tuple[Sequence[str], list[list[str]]]:
    return (f"{outcome.name} by kind", "label", "texts", "flagged"), [
        [kind, "hateful" if label else "harmless", str(flagged.texts), str(flagged.share)]
        for kind, (label, flagged) in outcome.kinds.items()
    ]


def _flags(each: Operating) -> list[str]:
    shares = [str(part.share) for part in (each.all, each.harmless, each.positive)]
    return [each.name, each.language, *shares, str(each.precision or "-")]


def _terms(found: Evaluation) -> list[list[str]]:
    worst = [[t for t in found.identity if t.language == language][:5] for language in ("de", "en")]
    return [
        [
            term.term,
            term.language,
            str(term.texts),
            str(term.share),
            " ".join(f"{name} {count}" for name, count in term.attributes.items()),
        ]
        for terms in worst
        for term in terms
    ]


def _disguises(found: Evaluation) -> list[list[str]]:
    kinds = found.obfuscation[0].kinds if found.obfuscation else {}
    return [[kind, *(str(each.kinds[kind]) for each in found.obfuscation)] for kind in kinds]


def _faithfulness(found: Evaluation) -> list[list[str]]:
    return [
        [
            each.name,
            each.attribute,
            str(each.scores),
            *map(str, (each.explained, each.drop, each.random_drop, each.under, each.random_under)),
        ]
        for each in found.faithfulness
    ]


def _footprint(found: Evaluation) -> str:
    if not found.footprint:
        return "footprint: measured of the built-in scorer alone"
    took = found.footprint
    memory = (
        f"{took.loaded:.0f} MB resident then, {took.peak:.0f} MB at most, with long comments"
        if took.loaded and took.peak
        else "memory not known"
    )
    return f"{took.files:.1f} MB of files, loaded in {took.seconds:.1f} seconds; {memory}"


def _speed(found: Evaluation) -> str:
    if not found.speed:
        return "speed: not asked for"
    speed = found.speed
    looks = [
        f"{share:.0%} of the harmless texts held out ({language})"
        for language, share in found.looked_again.items()
    ]
    if speed.looked_again is not None:
        looks.insert(0, f"{speed.looked_again:.0%} of these comments get it")
    peer = f"{speed.peer}: {speed.peer_per_second} a second" if speed.peer_per_second else speed.peer
    return (
        f"{speed.comments_per_second} comments a second on one thread; {peer}\n"
        f"{speed.milliseconds_alone} milliseconds for a comment alone\n"
        f"without the second look {speed.first_look_ratio or '-'} times as fast as that,"
        f" {speed.first_look_alone or '-'} milliseconds; {', '.join(looks) or 'there is none'}"
    )


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = (head, *rows)
    columns = max(map(len, lines))
    widths = [max((len(row[at]) for row in lines if at < len(row)), default=0) for at in range(columns)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in lines
    )
