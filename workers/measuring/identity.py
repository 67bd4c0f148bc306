"""Measures how often harmless sentences about groups are flagged, by the word that names the group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.measuring.metrics import Measure, share
from workers.measuring.scored import reached, score_texts
from workers.training.corpus import Example, read_set

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from service.domain.policy import Policy
    from workers.scorers.scorer import Scorer

_LEAST = 20  # sentences of a term, for its share to say something


@dataclass(frozen=True, slots=True)
class Term:
    """A word for a group, and what becomes of harmless sentences with it.

    Attributes:
        language: Of the sentences.
        term: The word or words.
        texts: How many harmless sentences there are.
        share: Share of them that the policy flags.
        attributes: Which scores reached their thresholds, and how often.
    """

    language: str
    term: str
    texts: int
    share: Measure
    attributes: dict[str, int]


def measure_terms(scorer: Scorer, folder: Path, policy: Policy, language: str) -> list[Term]:
    """Measure every term of the bias templates, the most often flagged first.

    Args:
        scorer: Who scores.
        folder: Where the sets are.
        policy: Flags.
        language: `de` or `en`.
    """
    rows = [
        row for row in read_set(folder, f"bias_templates_{language}", "toxic", "template") if not row.label
    ]
    rows = [row for row in rows if row.kind != "you_occupation"]  # these name no group
    known = _terms_named_alone(rows)
    found: dict[str, list[list[str]]] = {}
    for row, assessment in zip(
        rows, score_texts(scorer, [row.text for row in rows]).assessments, strict=True
    ):
        found.setdefault(_term(row, known), []).append(list(reached(assessment, policy)))
    terms = [_summary(language, term, over) for term, over in found.items() if len(over) >= _LEAST]
    return sorted(terms, key=lambda term: (-term.share.value, term.term))


def _summary(language: str, term: str, over: list[list[str]]) -> Term:
    every = [name for names in over for name in names]
    counts = {name: every.count(name) for name in sorted(set(every))}
    return Term(language, term, len(over), share(map(bool, over)), counts)


def _terms_named_alone(rows: Sequence[Example]) -> list[str]:
    """Give the terms of "Ich bin …" and "I am …", which hold nothing else, the longest first."""
    alone = {row.text.lower().split(" ", 2)[2] for row in rows if row.kind == "am_hate_adj"}
    return sorted(alone, key=len, reverse=True)


def _term(row: Example, known: Sequence[str]) -> str:
    """Find the term: in front of "being … is", elsewhere at the end."""
    text = row.text.lower().strip(" .")
    if row.kind == "being_adj":
        return text.removeprefix("being ").partition(" is ")[0].partition(" sein ")[0].strip()
    return next((term for term in known if text.endswith(f" {term}")), text.rsplit(" ", 1)[-1])
