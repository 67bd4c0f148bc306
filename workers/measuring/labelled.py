"""Measures scores against the labels of the test splits: one trial a set and attribute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from workers.measuring.metrics import Bin, Measure, measure, reliability, share
from workers.measuring.scored import Scored, score_texts
from workers.measuring.trials import TRIALS
from workers.training.corpus import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from service.domain.policy import Policy
    from service.domain.score import Attribute
    from workers.measuring.metrics import Array
    from workers.measuring.trials import Trial
    from workers.scorers.scorer import Scorer


@dataclass(frozen=True, slots=True)
class Flagged:
    """What the policy flags of the texts of one kind.

    Attributes:
        texts: How many there are.
        share: Share flagged, for whatever reason.
    """

    texts: int
    share: Measure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial gave.

    Attributes:
        name: Of the set.
        language: Of its texts.
        attribute: The score measured.
        texts: How many were scored.
        positive: How many have the label.
        measures: By name.
        reliability: Scores against what came of them.
        kinds: Where the set has kinds: label and what the policy flags, by kind.
    """

    name: str
    language: str
    attribute: str
    texts: int
    positive: int
    measures: dict[str, Measure]
    reliability: list[Bin]
    kinds: dict[str, tuple[int, Flagged]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operating:
    """What the policy does on a set.

    Attributes:
        name: Of the set.
        language: Of its texts.
        all: What is flagged of all its texts.
        harmless: What is flagged of those without the label: the wrong flags.
        positive: What is flagged of those with it.
        precision: Share of right flags.
    """

    name: str
    language: str
    all: Flagged
    harmless: Flagged
    positive: Flagged
    precision: Measure | None


class TestSets:
    """The test splits, each read and scored once, whatever number of trials asks for it."""

    __test__ = False  # it is no test, whatever pytest takes it for

    def __init__(self, scorer: Scorer, folder: Path) -> None:
        self._scorer, self._folder = scorer, folder
        self._known: dict[str, tuple[list[dict[str, Any]], Scored]] = {}

    def of(self, names: Sequence[str]) -> tuple[list[dict[str, Any]], Scored]:
        """Give the rows and assessments of sets, one behind the other.

        Args:
            names: Of the sets.

        Raises:
            FileNotFoundError: Where a set is missing.
        """
        found = [self._one(name) for name in names]
        texts = [text for _, scored in found for text in scored.texts]
        assessments = [each for _, scored in found for each in scored.assessments]
        return [row for rows, _ in found for row in rows], Scored(texts, assessments)

    def _one(self, name: str) -> tuple[list[dict[str, Any]], Scored]:
        if name not in self._known:
            rows = [row for row in read_rows(self._folder, name) if row.get("split", "test") == "test"]
            self._known[name] = rows, score_texts(self._scorer, [row["text"] for row in rows])
        return self._known[name]


def run_trials(sets: TestSets, policy: Policy) -> Iterator[Outcome]:
    """Run every trial whose attribute the scorer offers.

    Args:
        sets: The test splits.
        policy: Flags texts for the tables by kind.
    """
    for trial in TRIALS:
        rows, scored = sets.of(trial.sets)
        if not scored.offers(trial.attribute, trial.language):
            continue
        labels = np.array([trial.is_positive(row) for row in rows], np.float64)
        kinds = _by_kind(trial, rows, scored.flagged(policy)) if trial.kind else {}
        yield outcome_of(trial.name, trial.language, trial.attribute, labels, scored, kinds)


def outcome_of(  # noqa: PLR0913, PLR0917 (the parts of an outcome)
    name: str,
    language: str,
    attribute: Attribute,
    labels: Array,
    scored: Scored,
    kinds: dict[str, tuple[int, Flagged]] | None = None,
) -> Outcome:
    """Measure one attribute's scores against labels.

    Args:
        name: Of the set.
        language: Of its texts.
        attribute: The score.
        labels: 0 or 1 a text, both at least once.
        scored: The texts.
        kinds: What is flagged by kind, if the set has any.
    """
    scores = scored.scores(attribute)
    return Outcome(
        name,
        language,
        attribute.value,
        labels.size,
        int(labels.sum()),
        measure(labels, scores),
        reliability(labels, scores),
        kinds or {},
    )


def _by_kind(trial: Trial, rows: list[dict[str, Any]], flagged: list[bool]) -> dict[str, tuple[int, Flagged]]:
    kinds: dict[str, list[tuple[int, bool]]] = {}
    for row, flag in zip(rows, flagged, strict=True):
        kinds.setdefault(row[trial.kind], []).append((int(trial.is_positive(row)), flag))
    return {
        kind: (found[0][0], flagged_of([flag for _, flag in found])) for kind, found in sorted(kinds.items())
    }


def flagged_of(flags: list[bool]) -> Flagged:
    """Count what is flagged."""
    return Flagged(len(flags), share(flags))


def operating(sets: TestSets, policy: Policy) -> Iterator[Operating]:
    """Give what the policy flags of each set: the share that moderators of such texts would see.

    Args:
        sets: The test splits.
        policy: Its thresholds.
    """
    seen = set()
    for trial in TRIALS:
        if len(trial.sets) > 1 or trial.name in seen:
            continue
        seen.add(trial.name)
        rows, scored = sets.of(trial.sets)
        yield operating_of(
            trial.name, trial.language, [trial.is_positive(row) for row in rows], scored.flagged(policy)
        )


def operating_of(name: str, language: str, positive: list[bool], flagged: list[bool]) -> Operating:
    """Give what is flagged of labelled texts.

    Args:
        name: Of the set.
        language: Of its texts.
        positive: Whether each text has the label.
        flagged: Whether each text was flagged.
    """
    pairs = list(zip(positive, flagged, strict=True))
    right = [label for label, flag in pairs if flag]
    return Operating(
        name,
        language,
        flagged_of(flagged),
        flagged_of([flag for label, flag in pairs if not label]),
        flagged_of([flag for label, flag in pairs if label]),
        share(right) if right else None,
    )
