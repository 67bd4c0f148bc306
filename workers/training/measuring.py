"""Measures a scorer on the test splits, the way comments are scored in production."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from service.domain.score import Attribute, Scorable
from workers.training.corpus import read_set
from workers.training.metrics import Measure, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workers.scorers.scorer import Scorer
    from workers.training.corpus import Example

_BATCH = 64
_THRESHOLD = 0.5  # of what counts as flagged in the tables by functionality and identity


@dataclass(frozen=True, slots=True)
class Trial:
    """One row of the table: a set, and the attribute it is measured with.

    Attributes:
        name: Of the set.
        label: Its field.
        attribute: The score compared with the label.
        kind: A field to break the result down by.
    """

    name: str
    label: str
    attribute: Attribute
    kind: str = ""


TRIALS: tuple[Trial, ...] = (
    Trial("germeval2018_de", "offensive", Attribute.TOXICITY),
    Trial("gahd_de", "hateful", Attribute.IDENTITY_ATTACK),
    Trial("gahd_de", "hateful", Attribute.TOXICITY),
    Trial("jigsaw_davidson_en", "offensive", Attribute.TOXICITY),
    Trial("surge_toxicity_en", "toxic", Attribute.TOXICITY),
    Trial("hatecheck_en", "hateful", Attribute.TOXICITY, "functionality"),
    Trial("hatemoji_build_en", "hateful", Attribute.TOXICITY),
    Trial("sms_spam_en", "spam", Attribute.SPAM),
    Trial("youtube_spam", "spam", Attribute.SPAM),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial gave.

    Attributes:
        name: Of the set.
        attribute: The score measured.
        texts: How many were scored.
        measures: By name.
        flagged: Where the set has kinds: label and share flagged at 0.5, by kind.
    """

    name: str
    attribute: str
    texts: int
    measures: dict[str, Measure]
    flagged: dict[str, tuple[int, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything measured of one scorer.

    Attributes:
        scorer: Its name.
        version: Its version.
        outcomes: One a trial.
        identity: Share of harmless template sentences flagged, by language and identity term, worst first.
        comments_per_second: In batches of 64, all sets together, on this machine.
    """

    scorer: str
    version: str
    outcomes: list[Outcome]
    identity: dict[str, dict[str, float]]
    comments_per_second: float

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return asdict(self)


def evaluate(scorer: Scorer, folder: Path, say: Callable[[str], None]) -> Evaluation:
    """Measure a scorer on every test split.

    Args:
        scorer: What is measured.
        folder: Where the sets are.
        say: Told of each step.
    """
    begin, texts = time.perf_counter(), 0
    outcomes = []
    for trial in TRIALS:
        outcomes.append(_run(trial, scorer, folder))
        texts += outcomes[-1].texts
        say(f"measured {trial.name}")
    seconds = time.perf_counter() - begin
    identity = {language: _identity(scorer, folder, language) for language in ("de", "en")}
    return Evaluation(scorer.name, scorer.version, outcomes, identity, round(texts / seconds, 1))


def _run(trial: Trial, scorer: Scorer, folder: Path) -> Outcome:
    rows = [row for row in read_set(folder, trial.name, trial.label, trial.kind) if row.split == "test"]
    scores = _scores(scorer, rows, trial.attribute)
    labels = np.array([row.label for row in rows], np.float64)
    flagged = _by_kind(rows, scores) if trial.kind else {}
    return Outcome(trial.name, trial.attribute.value, len(rows), measure(labels, scores), flagged)


def _scores(
    scorer: Scorer, rows: Sequence[Example], attribute: Attribute
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Score texts; an attribute not offered for a text's language counts as 0, as it would in production."""
    scores = [
        assessment.scores.get(attribute, 0.0)
        for begin in range(0, len(rows), _BATCH)
        for assessment in scorer.score([Scorable(row.text) for row in rows[begin : begin + _BATCH]])
    ]
    return np.array(scores, np.float64)


def _by_kind(rows: Sequence[Example], scores: Sequence[float] | Any) -> dict[str, tuple[int, float]]:
    kinds: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row, score in zip(rows, scores, strict=True):
        kinds[row.kind].append((row.label, float(score >= _THRESHOLD)))
    return {
        kind: (found[0][0], round(sum(flag for _, flag in found) / len(found), 3))
        for kind, found in sorted(kinds.items())
    }


def _identity(scorer: Scorer, folder: Path, language: str, least: int = 20) -> dict[str, float]:
    """Give the share of harmless template sentences flagged, by their last word, which names the group."""
    rows = [row for row in read_set(folder, f"bias_templates_{language}", "toxic") if not row.label]
    scores = _scores(scorer, rows, Attribute.TOXICITY)
    flags: dict[str, list[bool]] = defaultdict(list)
    for row, score in zip(rows, scores.tolist(), strict=True):
        flags[row.text.rstrip(" .").rsplit(" ", 1)[-1].lower()].append(score >= _THRESHOLD)
    shares = {term: round(sum(found) / len(found), 3) for term, found in flags.items() if len(found) >= least}
    return dict(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))[:15])
