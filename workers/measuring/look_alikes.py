"""Measures how many harmless sentences that look like abuse are flagged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workers.measuring.lists import read_list
from workers.measuring.metrics import Measure, share
from workers.measuring.scored import reached, score_texts

if TYPE_CHECKING:
    from service.domain.policy import Policy
    from workers.scorers.scorer import Scorer

LIST = Path(__file__).parent / "look_alikes.txt"


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """What became of the look-alikes.

    Attributes:
        texts: How many there are.
        flagged: Share that the policy flags.
        kinds: The same by kind.
        wrong: Those flagged, with the scores that did it.
    """

    texts: int
    flagged: Measure
    kinds: dict[str, Measure]
    wrong: dict[str, dict[str, float]]


def measure_look_alikes(scorer: Scorer, policy: Policy) -> LookAlikes:
    """Score every sentence of the list.

    Args:
        scorer: Who scores.
        policy: Flags.
    """
    rows = read_list(LIST)
    scored = score_texts(scorer, [text for _, text in rows])
    flags = scored.flagged(policy)
    kinds: dict[str, list[bool]] = {}
    for (kind, _), flag in zip(rows, flags, strict=True):
        kinds.setdefault(kind, []).append(flag)
    wrong = {
        text: {str(name): found.scores[name] for name in reached(found, policy)}
        for text, found, flag in zip(scored.texts, scored.assessments, flags, strict=True)
        if flag
    }
    return LookAlikes(len(rows), share(flags), {kind: share(found) for kind, found in kinds.items()}, wrong)
