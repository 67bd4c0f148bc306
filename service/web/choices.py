"""What can be done with a comment: buttons, each with its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service.domain.comment import Status
from service.domain.moderator import Role, may
from service.domain.queues import Queue, queue_of
from service.web.why import reason_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.comment import Comment
    from service.domain.moderator import Moderator
    from service.web.texts import Texts

NEXT_TO = {
    "insult": "insult",
    "toxicity": "insult",
    "profanity": "insult",
    "sexually_explicit": "insult",
    "identity_attack": "hate",
    "threat": "threat",
    "spam": "spam",
}
"""The reason to reject that lies nearest to what the policy flagged."""
_MOST_KEYS = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """A button.

    Attributes:
        value: What the form sends: `approve`, `reject:insult`, `skip`.
        key: The key that does the same.
        look: How it stands out.
    """

    value: str
    label: str
    key: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """The buttons in their groups: approve, reject by reason, and what else there is."""

    decide: list[Choice] = field(default_factory=list)
    reject: list[Choice] = field(default_factory=list)
    further: list[Choice] = field(default_factory=list)


def choices_for(comment: Comment, moderator: Moderator, reasons: Sequence[str], t: Texts) -> Choices:
    """Give the buttons, as far as the comment and the moderator allow."""
    queue = queue_of(comment)
    senior = may(moderator, comment.site, Role.SENIOR)
    note = Choice("note", t("comment.save_note"), "", "text")
    if queue is None:
        mine = comment.decision is not None and comment.decision.moderator == moderator.id
        return _afterwards(comment, reasons, note, t) if mine or senior else Choices(further=[note])
    if queue is Queue.ESCALATED and not senior:
        return Choices(further=[note])
    approve = t("comment.confirm") if queue is Queue.SAMPLE else t("comment.approve")
    decide = [Choice("approve", approve, "a", "approve")]
    rejecting = [
        Choice(
            f"reject:{code}",
            reason_name(code, t),
            str(number) if number <= _MOST_KEYS else "",
            "reject",
        )
        for number, code in enumerate(reasons, 1)
    ]
    further = [Choice("skip", t("comment.skip"), "s")]
    if queue is Queue.FLAGGED:
        further.append(Choice("escalate", t("comment.escalate"), "e"))
    if queue is Queue.ESCALATED:
        further.append(Choice("hand_back", t("comment.hand_back"), "e"))
    return Choices(decide, rejecting, [*further, note])


def nearest(comment: Comment, reasons: Sequence[str]) -> str:
    """Give the choice to reject that lies nearest to what the policy found: the first, where none does."""
    decision = comment.overruled or comment.decision
    found = [NEXT_TO.get(reason.code, "") for reason in decision.reasons] if decision else []
    code = next((code for code in found if code in reasons), reasons[0] if reasons else "")
    return f"reject:{code}"


def _afterwards(comment: Comment, reasons: Sequence[str], note: Choice, t: Texts) -> Choices:
    """Give what can be done with what is decided: take a person's decision back, or turn it."""
    by_person = comment.decision is not None and comment.decision.moderator is not None
    further = [Choice("undo", t("comment.undo")), note] if by_person else [note]
    if comment.status is Status.REJECTED:
        return Choices([Choice("reverse_approve", t("comment.reverse_approve"), "", "approve")], [], further)
    if comment.status is Status.APPROVED:
        turning = [Choice(f"reverse_reject:{code}", reason_name(code, t), "", "reject") for code in reasons]
        return Choices([], turning, further)
    return Choices(further=[note])
