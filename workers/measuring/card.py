"""Writes the model card: what the models were made of, what they reach, and where they fail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workers.measuring.table import joint, reliability
from workers.measuring.targets import Bound
from workers.measuring.thresholds import CHOSEN, proposed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workers.measuring.evaluation import Evaluation
    from workers.measuring.labelled import Operating, Outcome
    from workers.measuring.metrics import Measure
    from workers.measuring.thresholds import Point

_TEXTS = Path(__file__).parent / "card_texts"
_FLAGS = ("set", "language", "texts", "of all", "of harmless", "of those with the label", "right flags")
_WORST = 15  # terms a language that are listed


def write_card(found: Evaluation) -> str:
    """Give the card as Markdown.

    Args:
        found: What was measured.
    """
    parts = [
        _text("head").format(version=found.version),
        _section("Targets", _text("targets"), _targets(found)),
        _section("Measured on the test splits", _text("measures"), _measures(found.outcomes)),
        _section("Measured on our own held-out texts", _text("held_out"), _measures(found.held_out)),
        _section("Thresholds", _thresholds(found), _operating_points(found)),
        _section("What the delivered policy flags", _text("flagged"), _flagged(found)),
        _section("What each threshold flags by itself", _text("alone"), _alone(found)),
        _section("Reliability", _text("reliability"), _reliability(found)),
        *(_kinds(outcome) for outcome in found.outcomes if outcome.kinds),
        _section("Harmless sentences about groups", _text("identity"), _identity(found)),
        _section("Disguised insults", _text("obfuscation"), _obfuscation(found)),
        _section("Harmless look-alikes", _text("look_alikes"), _look_alikes(found)),
        _section("Explanations", _text("explanations"), _faithfulness(found)),
        _section("Speed and memory", _text("speed"), _speed_and_memory(found)),
        _text("limits"),
    ]
    return "\n".join(parts)


def _text(name: str) -> str:
    return (_TEXTS / f"{name}.txt").read_text("utf-8")


def _section(title: str, text: str, rows: Iterable[Sequence[object]]) -> str:
    head, *body = rows
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in body]
    table = ["| " + " | ".join(map(str, head)) + " |", "|" + "---|" * len(head), *lines]
    return "\n".join((f"## {title}\n", text, *table, ""))


def _percent(measure: Measure) -> str:
    return f"{measure.value:.1%} [{measure.low:.1%}, {measure.high:.1%}]"


def _targets(found: Evaluation) -> Iterator[Sequence[object]]:
    yield "what", "measured", "floor", "goal", "mark"
    for row in found.targets:
        bound = "" if row.bound is Bound.LEAST else f"{row.bound} "
        yield row.what, row.measured or "-", f"{bound}{row.floor:g}", f"{bound}{row.goal:g}", row.mark


def _measures(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    names = list(outcomes[0].measures) if outcomes else []
    yield "set", "language", "score", "texts", "with the label", *names
    for each in outcomes:
        yield (
            each.name,
            each.language,
            each.attribute,
            f"{each.texts:,}",
            f"{each.positive:,}",
            *(each.measures[name] for name in names),
        )


def _thresholds(found: Evaluation) -> str:
    rows = "\n".join(f"- {_chosen(found, name, threshold)}" for name, threshold in found.thresholds.items())
    return _text("thresholds").format(chosen=rows)


def _chosen(found: Evaluation, attribute: str, threshold: float) -> str:
    choice = CHOSEN.get(attribute)
    expected = expected_share([point for point in found.points if point.attribute == attribute], threshold)
    if choice is None:
        return f"{attribute} at {threshold:.2f}, by hand; flags {expected}"
    point = proposed(found.points, attribute, choice.precision)
    why = f" (at {point:.2f}), raised since {choice.raised}" if choice.raised else ""
    if choice.half_way_to is not None:
        why += f": half way to {choice.half_way_to:.0%}"
    return f"{attribute} at {threshold:.2f}, for {choice.precision:.0%} precision{why}; flags {expected}"


def expected_share(points: Sequence[Point], threshold: float) -> str:
    """Say which share of dev a threshold flags: no more than any below it, no less than any above it.

    Args:
        points: Operating points of one score.
        threshold: Any.
    """
    parts = []
    for language in dict.fromkeys(point.language for point in points):
        own = [point for point in points if point.language == language]
        most = min((point.flagged for point in own if point.threshold <= threshold), default=1.0)
        least = max((point.flagged for point in own if point.threshold >= threshold), default=0.0)
        lower = f"{least:.1%} to " if least else "at most "
        parts.append(f"{'' if least == most else lower}{most:.1%} ({language})")
    return " and ".join(parts) or "an unknown share"


def _operating_points(found: Evaluation) -> Iterator[Sequence[object]]:
    yield "language", "score", "precision", "threshold", "recall", "flagged"
    for point in joint(found.points):
        yield (
            point.language,
            point.attribute,
            f"{point.precision:.0%}",
            f"{point.threshold:.2f}",
            f"{point.recall:.0%}",
            f"{point.flagged:.1%}",
        )


def _flagged(found: Evaluation) -> Iterator[Sequence[object]]:
    yield _FLAGS
    yield from (_flags(each) for each in found.flagged)


def _alone(found: Evaluation) -> Iterator[Sequence[object]]:
    yield "score", "threshold", *_FLAGS
    for each in found.alone:
        yield each.attribute, f"{each.threshold:.2f}", *_flags(each.flags)


def _flags(each: Operating) -> Sequence[object]:
    return (
        each.name,
        each.language,
        f"{each.all.texts:,}",
        *(_percent(part.share) for part in (each.all, each.harmless, each.positive)),
        _percent(each.precision) if each.precision else "-",
    )


def _reliability(found: Evaluation) -> Iterator[Sequence[object]]:
    head, rows = reliability([*found.outcomes, *found.held_out])
    yield head
    yield from rows


def _kinds(outcome: Outcome) -> str:
    def rows() -> Iterator[Sequence[object]]:
        yield "kind", "label", "texts", "flagged"
        for kind, (label, flagged) in outcome.kinds.items():
            yield kind, "hateful" if label else "harmless", flagged.texts, _percent(flagged.share)

    return _section(f"{outcome.name}: flagged by kind", _text("kinds"), rows())


def _identity(found: Evaluation) -> Iterator[Sequence[object]]:
    yield "language", "term", "texts", "flagged", "by"
    for language in dict.fromkeys(term.language for term in found.identity):
        for term in [each for each in found.identity if each.language == language][:_WORST]:
            yield language, term.term, term.texts, _percent(term.share), ", ".join(term.attributes)


def _obfuscation(found: Evaluation) -> Iterator[Sequence[object]]:
    yield (
        "disguise",
        *(f"{each.name} ({each.plain} of {each.texts} flagged plain)" for each in found.obfuscation),
    )
    for kind in found.obfuscation[0].kinds if found.obfuscation else ():
        yield kind, *(_percent(each.kinds[kind]) for each in found.obfuscation)
    yield "all", *(_percent(each.kept) for each in found.obfuscation)


def _look_alikes(found: Evaluation) -> Iterator[Sequence[object]]:
    yield "kind", "flagged"
    for kind, share in found.look_alikes.kinds.items():
        yield kind, _percent(share)
    yield f"all {found.look_alikes.texts}", _percent(found.look_alikes.flagged)


def _faithfulness(found: Evaluation) -> Iterator[Sequence[object]]:
    yield (
        "set",
        "score",
        "scores",
        "explained",
        "words named",
        "score falls by",
        "with random words",
        "falls under its threshold",
        "with random words",
    )
    for each in found.faithfulness:
        yield (
            each.name,
            each.attribute,
            each.scores,
            _percent(each.explained),
            each.words,
            each.drop,
            each.random_drop,
            _percent(each.under),
            _percent(each.random_under),
        )


def _speed_and_memory(found: Evaluation) -> Iterator[Sequence[object]]:
    yield "what", "measured"
    if took := found.footprint:
        yield "megabytes of the files", f"{took.files:.1f}"
        yield "seconds to load", f"{took.seconds:.1f}"
        yield "megabytes resident when loaded", f"{took.loaded:.0f}" if took.loaded else "-"
        yield "megabytes resident at most", f"{took.peak:.0f}" if took.peak else "-"
    if not found.speed:
        return
    speed = found.speed
    yield "comments a second", speed.comments_per_second
    yield f"the same of {speed.peer}", speed.peer_per_second or "-"
    yield "times as fast", speed.ratio or "-"
    yield "milliseconds for one comment alone", speed.milliseconds_alone
    yield "times as fast without the second look", speed.first_look_ratio or "-"
    yield "milliseconds for one comment alone without it", speed.first_look_alone or "-"
    if speed.looked_again is not None:
        yield "of these comments get the second look", f"{speed.looked_again:.0%}"
    for language, share in found.looked_again.items():
        yield f"of the harmless texts held out, {language}", f"{share:.0%}"
