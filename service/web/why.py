"""Why a comment is here, in words and bars: its scores against the thresholds, its signals as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.score import Attribute

if TYPE_CHECKING:
    from service.domain.comment import Comment
    from service.domain.policy import Policy
    from service.domain.score import Signal
    from service.web.texts import Texts

_SPAN = "text"
"""The signal that is shown in the text itself."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One score against its threshold, both 0 to 1; a policy may have no threshold for an attribute."""

    attribute: str
    score: float
    threshold: float | None

    @property
    def reached(self) -> bool:
        """Say whether the score flags."""
        return self.threshold is not None and self.score >= self.threshold


def bars(comment: Comment, policy: Policy | None) -> list[Bar]:
    """Give each score, those that flag first, the highest first."""
    thresholds = policy.flag if policy else {}
    found = [Bar(name, score, thresholds.get(name)) for name, score in comment.scores.items()]
    return sorted(found, key=lambda bar: (not bar.reached, -bar.score))


def sentences(comment: Comment, t: Texts) -> list[str]:
    """Say each signal that is not shown in the text, each once."""
    found = [_sentence(signal, t) for signal in comment.signals if signal.name != _SPAN]
    return list(dict.fromkeys(found))


def reason_name(code: str, t: Texts) -> str:
    """Say a reason: an attribute's, a failure's, a moderator's; a site's own stands as it is."""
    if code.upper() in Attribute.__members__:
        return t(f"attributes.{code}")
    return t(f"reasons.{code}") if t.knows(f"reasons.{code}") else code


def _sentence(signal: Signal, t: Texts) -> str:
    kind, _, rest = signal.evidence.partition(": ")
    exact = f"signals.{signal.name}_{kind}"
    if t.knows(exact):
        return t(exact, evidence=rest)
    name = f"signals.{signal.name}"
    return t(name, evidence=signal.evidence) if t.knows(name) else f"{signal.name} {signal.evidence}".strip()


def signal_name(name: str, t: Texts) -> str:
    """Say what a filter for a signal finds, without its evidence."""
    if t.knows(f"reasons.{name}"):
        return t(f"reasons.{name}")
    return t(f"noticed.{name}") if t.knows(f"noticed.{name}") else name
