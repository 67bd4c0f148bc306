"""Measures on texts that the project wrote itself, by another hand than its patterns, and never trains on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import workers.training
from service.domain.score import Attribute
from workers.measuring.labelled import Operating, Outcome, operating_of, outcome_of
from workers.measuring.scored import Scored, score_texts
from workers.scorers.builtin import BuiltinScorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain.policy import Policy
    from workers.scorers.scorer import Scorer

FOLDER = Path(workers.training.__file__).parent / "held_out"

NAME = "held out"

LABELS = {
    "toxic": Attribute.TOXICITY,
    "insult": Attribute.INSULT,
    "identity": Attribute.IDENTITY_ATTACK,
    "threat": Attribute.THREAT,
    "profanity": Attribute.PROFANITY,
    "sexual": Attribute.SEXUALLY_EXPLICIT,
    "severe": Attribute.SEVERE_TOXICITY,
    "spam": Attribute.SPAM,
}


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A text with its labels.

    Attributes:
        text: The text.
        labels: The attributes it should be flagged for.
    """

    text: str
    labels: frozenset[Attribute]


def read_held_out(path: Path) -> list[HeldOut]:
    """Read a file of `labels<TAB>text` lines; labels are separated by spaces, `-` is none.

    Args:
        path: One language's file.

    Raises:
        ValueError: With file, line and reason.
    """
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        labels, tab, text = line.partition("\t")
        names = [] if labels == "-" else labels.split()
        if not tab or not text.strip():
            raise ValueError(f"{path}:{number}: not labels, a tab and a text")
        if unknown := [name for name in names if name not in LABELS]:
            raise ValueError(f"{path}:{number}: unknown label {unknown[0]!r}; known: {', '.join(LABELS)}")
        rows.append(HeldOut(text, frozenset(LABELS[name] for name in names)))
    return rows


def measure_held_out(
    scorer: Scorer, policy: Policy, folder: Path = FOLDER
) -> tuple[list[Outcome], list[Operating]]:
    """Measure every attribute that is offered and labelled, and what the policy flags.

    Args:
        scorer: Who scores.
        policy: Flags.
        folder: With one file a language.
    """
    outcomes: list[Outcome] = []
    flagged: list[Operating] = []
    for path in sorted(folder.glob("*.tsv")):
        rows = read_held_out(path)
        scored = score_texts(scorer, [row.text for row in rows])
        outcomes += _outcomes(path.stem, rows, scored)
        labels = [bool(row.labels) for row in rows]
        flagged.append(operating_of(NAME, path.stem, labels, scored.flagged(policy)))
    return outcomes, flagged


def looked_again(scorer: Scorer, folder: Path = FOLDER) -> dict[str, float]:
    """Give by language which share of the harmless texts gets the built-in's second look.

    Args:
        scorer: Who scores; nothing is given for another than the built-in.
        folder: With one file a language.
    """
    if not isinstance(scorer, BuiltinScorer):
        return {}
    found = {}
    for path in sorted(folder.glob("*.tsv")):
        texts = [row.text for row in read_held_out(path) if not row.labels]
        before = scorer.looks
        score_texts(scorer, texts)
        found[path.stem] = (scorer.looks - before) / len(texts)
    return found


def _outcomes(language: str, rows: list[HeldOut], scored: Scored) -> Iterator[Outcome]:
    for attribute in LABELS.values():
        labels = np.array([attribute in row.labels for row in rows], np.float64)
        if scored.offers(attribute, language) and 0 < labels.sum() < labels.size:
            yield outcome_of(NAME, language, attribute, labels, scored)
