"""What the models are to reach, as a list: each with a floor, a goal, and where its value is found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from service.domain.score import Attribute
from workers.measuring import held_out
from workers.measuring.metrics import Measure
from workers.measuring.trials import GAHD, GERMEVAL, HATECHECK, JIGSAW, SMS, SURGE, YOUTUBE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workers.measuring.evaluation import Evaluation

    Find = Callable[[Evaluation], Measure | None]


class Mark(StrEnum):
    """How a measured value stands to its floor and goal."""

    MET = "met"
    FLOOR = "floor"
    SHORT = "short"
    UNKNOWN = "not measured"


class Bound(StrEnum):
    """On which side of the floor and the goal a value must be."""

    LEAST = "at least"
    MOST = "at most"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Target:
    """A value to reach.

    Attributes:
        what: What is measured.
        bound: On which side of the bounds it must be.
        floor: What it must reach.
        goal: What it should reach.
        find: Finds the value; none where it was not measured.
    """

    what: str
    bound: Bound
    floor: float
    goal: float
    find: Find

    def mark(self, value: float) -> Mark:
        """Compare a value with the bounds."""
        return next(
            (
                mark
                for mark, bound in ((Mark.MET, self.goal), (Mark.FLOOR, self.floor))
                if self._holds(value, bound)
            ),
            Mark.SHORT,
        )

    def _holds(self, value: float, bound: float) -> bool:
        if self.bound is Bound.LEAST:
            return value >= bound
        return value <= bound if self.bound is Bound.MOST else value < bound


@dataclass(frozen=True, slots=True)
class Reached:
    """A target with what was measured.

    Attributes:
        what: What is measured.
        measured: The value with its interval, if it was measured.
        bound: On which side of the bounds it must be.
        floor: What it must reach.
        goal: What it should reach.
        mark: Where it stands.
    """

    what: str
    measured: Measure | None
    bound: Bound
    floor: float
    goal: float
    mark: Mark


def compare(found: Evaluation, targets: Iterable[Target]) -> list[Reached]:
    """Compare what was measured with each target.

    Args:
        found: What was measured.
        targets: What to reach.
    """
    rows = []
    for target in targets:
        measured = target.find(found)
        mark = Mark.UNKNOWN if measured is None else target.mark(measured.value)
        rows.append(Reached(target.what, measured, target.bound, target.floor, target.goal, mark))
    return rows


def _of(name: str, measure: str, *attributes: Attribute, language: str = "") -> Find:
    """Find a trial's measure; of several attributes, the best."""

    def find(found: Evaluation) -> Measure | None:
        values = [
            outcome.measures[measure]
            for outcome in (*found.outcomes, *found.held_out)
            if (outcome.name, outcome.language) == (name, language or outcome.language)
            and outcome.attribute in attributes
        ]
        return max(values, key=lambda value: value.value, default=None)

    return find


def _worst_term(language: str) -> Find:
    def find(found: Evaluation) -> Measure | None:
        shares = [term.share for term in found.identity if term.language == language]
        return max(shares, key=lambda share: share.value, default=None)

    return find


def _disguised(at: int) -> Find:
    return lambda found: found.obfuscation[at].kept if at < len(found.obfuscation) else None


_TOXICITY, _SPAM = Attribute.TOXICITY, Attribute.SPAM

TARGETS: tuple[Target, ...] = (
    # how well scores rank and part
    Target("germeval2018_de: macro-F1", Bound.LEAST, 0.72, 0.768, _of(GERMEVAL, "macro-F1", _TOXICITY)),
    Target("germeval2018_de: AUC", Bound.LEAST, 0.80, 0.85, _of(GERMEVAL, "AUC", _TOXICITY)),
    Target(
        "gahd_de: AUC, better of IDENTITY_ATTACK and TOXICITY",
        Bound.LEAST,
        0.79,
        0.85,
        _of(GAHD, "AUC", _TOXICITY, Attribute.IDENTITY_ATTACK),
    ),
    Target("jigsaw_davidson_en: AUC", Bound.LEAST, 0.985, 0.99, _of(JIGSAW, "AUC", _TOXICITY)),
    Target("surge_toxicity_en: AUC", Bound.LEAST, 0.87, 0.93, _of(SURGE, "AUC", _TOXICITY)),
    Target(
        "hatecheck_en: AUC, better of IDENTITY_ATTACK and TOXICITY",
        Bound.LEAST,
        0.60,
        0.80,
        _of(HATECHECK, "AUC", _TOXICITY, Attribute.IDENTITY_ATTACK),
    ),
    Target("sms_spam_en: AUC", Bound.LEAST, 0.995, 0.999, _of(SMS, "AUC", _SPAM)),
    Target("youtube_spam: AUC", Bound.LEAST, 0.98, 0.995, _of(YOUTUBE, "AUC", _SPAM)),
    # whether scores are probabilities
    Target("ECE of TOXICITY, de (germeval2018_de)", Bound.MOST, 0.05, 0.02, _of(GERMEVAL, "ECE", _TOXICITY)),
    Target("ECE of TOXICITY, en (jigsaw_davidson_en)", Bound.MOST, 0.05, 0.02, _of(JIGSAW, "ECE", _TOXICITY)),
    Target(
        "ECE of SPAM, de (held out)", Bound.MOST, 0.05, 0.02, _of(held_out.NAME, "ECE", _SPAM, language="de")
    ),
    Target(
        "ECE of SPAM, en (sms + youtube)", Bound.MOST, 0.05, 0.02, _of(f"{SMS} + {YOUTUBE}", "ECE", _SPAM)
    ),
    # whether flags are fair, and hard to get round
    Target("identity terms, de: worst term flagged", Bound.MOST, 0.10, 0.02, _worst_term("de")),
    Target("identity terms, en: worst term flagged", Bound.MOST, 0.10, 0.02, _worst_term("en")),
    Target("disguised single insults: still flagged", Bound.LEAST, 0.70, 0.95, _disguised(0)),
    Target("disguised insults of germeval2018_de: still flagged", Bound.LEAST, 0.70, 0.95, _disguised(1)),
    Target("harmless look-alikes: flagged", Bound.UNDER, 0.05, 0.01, lambda found: found.look_alikes.flagged),
    # whether it is fast
    Target(
        "comments a second against XLM-R base, one thread: times",
        Bound.LEAST,
        100,
        1000,
        lambda found: found.speed.ratio if found.speed else None,
    ),
    Target(
        "one comment alone: milliseconds, median",
        Bound.UNDER,
        2,
        0.5,
        lambda found: found.speed.milliseconds_alone if found.speed else None,
    ),
)
