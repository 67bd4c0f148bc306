"""What was done with a comment, step by step, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.domain.audit import Action
from service.web.shown import harmless
from service.web.why import reason_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.audit import AuditEntry
    from service.domain.comment import Comment
    from service.domain.note import Note
    from service.web.texts import Texts


_UNTOLD = frozenset({Action.NOTED, Action.RELEASED})
"""What says nothing of its own: a note stands there itself, and who left a comment is no story."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done.

    Attributes:
        sentence: Who did what.
        words: What they wrote.
    """

    at: datetime
    sentence: str
    words: str = ""


def steps(
    comment: Comment,
    entries: Sequence[AuditEntry],
    notes: Sequence[Note],
    names: dict[str, str],
    t: Texts,
) -> list[Step]:
    """Tell a comment's story: received, decided by the policy, and what people did; the oldest first."""
    found = [Step(comment.created_at, t("comment.trail_accepted"))]
    first = comment.overruled or comment.decision
    if first and first.moderator is None:
        version = t(f"comment.trail_{first.outcome}", version=first.policy_version)
        found.append(Step(first.decided_at, version))
    found += [_step(entry, names, t) for entry in _without_repeats(entries) if entry.action not in _UNTOLD]
    found += [
        Step(note.at, t("comment.trail_note", name=names.get(note.by, note.by)), harmless(note.text))
        for note in notes
    ]
    return sorted(found, key=lambda step: step.at)


def _step(entry: AuditEntry, names: dict[str, str], t: Texts) -> Step:
    name = names.get(entry.actor, entry.actor)
    text = f"comment.trail_{entry.action}"
    if entry.outcome and t.knows(f"{text}_{entry.outcome}"):
        text = f"{text}_{entry.outcome}"
    reasons = ", ".join(reason_name(code, t) for code in entry.reasons) or t("comment.without_reason")
    known = text if t.knows(text) else "comment.trail_other"
    sentence = t(known, name=name, reason=reasons, action=str(entry.action))
    return Step(entry.at, sentence, harmless(entry.note))


def _without_repeats(entries: Sequence[AuditEntry]) -> list[AuditEntry]:
    """Leave out that somebody opened it again and again."""
    found: list[AuditEntry] = []
    opened: set[str] = set()
    for entry in entries:
        if entry.action is Action.CLAIMED:
            if entry.actor in opened:
                continue
            opened.add(entry.actor)
        elif entry.action is not Action.RELEASED:
            opened.clear()
        found.append(entry)
    return found
