"""Writes the model card: what the models were made of, what they reach, and where they fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workers.training.measuring import Evaluation, Outcome

_TEXTS = Path(__file__).parent / "card_texts"


def write_card(found: Evaluation, models: Path) -> str:
    """Give the card as Markdown.

    Args:
        found: What was measured.
        models: Folder of the models, for their operating points.
    """
    card = json.loads((models / "model.json").read_text("utf-8"))
    parts = [
        (_TEXTS / "head.txt").read_text("utf-8").format(version=found.version),
        _measures(found.outcomes),
        _operating_points(card["calibration"]),
        *(_kinds(outcome) for outcome in found.outcomes if outcome.flagged),
        _identity(found.identity),
        (_TEXTS / "limits.txt").read_text("utf-8"),
    ]
    return "\n".join(parts)


def _measures(outcomes: list[Outcome]) -> str:
    names = list(outcomes[0].measures)
    rows = [
        f"| {outcome.name} | {outcome.attribute} | {outcome.texts:,} | "
        + " | ".join(str(outcome.measures[name]) for name in names)
        + " |"
        for outcome in outcomes
    ]
    head = f"| set | score | texts | {' | '.join(names)} |\n|---|---|---|{'---|' * len(names)}"
    return "\n".join(("## Measured on the test splits, with 95 % bootstrap intervals\n", head, *rows, ""))


def _operating_points(calibration: dict[str, Any]) -> str:
    rows = [
        f"| {language} | {attribute} | {point['precision']:.0%} | {point['threshold']:.2f} "
        f"| {point['recall']:.0%} | {point['flagged']:.1%} |"
        for language, attributes in calibration.items()
        for attribute, entry in attributes.items()
        for point in entry.get("points", [])
    ]
    head = "| language | score | precision | threshold | recall | flagged |\n|---|---|---|---|---|---|"
    title = "## Thresholds on dev\n\nThe lowest that reaches each precision on unseen texts.\n"
    return "\n".join((title, head, *rows, ""))


def _kinds(outcome: Outcome) -> str:
    rows = [
        f"| {kind} | {'hateful' if label else 'harmless'} | {share:.0%} |"
        for kind, (label, share) in outcome.flagged.items()
    ]
    title = f"## {outcome.name}: {outcome.attribute} of 0.5 or more, by kind\n"
    return "\n".join((title, "| kind | label | flagged |\n|---|---|---|", *rows, ""))


def _identity(identity: dict[str, dict[str, float]]) -> str:
    rows = [
        f"| {language} | {term} | {share:.1%} |"
        for language, terms in identity.items()
        for term, share in terms.items()
    ]
    head = (
        "## Harmless sentences about groups with TOXICITY of 0.5 or more (bias templates, worst terms)\n\n"
        "| language | term | flagged |\n|---|---|---|"
    )
    return "\n".join((head, *rows, ""))
