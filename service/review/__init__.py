"""The review stage: what moderators do with comments that wait for them, each in one transaction."""

from service.review.bulk import Bulk, decide_view
from service.review.choice import Choice
from service.review.claiming import claim, release, skip
from service.review.deciding import decide, decide_each, decide_many, reverse
from service.review.escalating import escalate, hand_back, note
from service.review.finding import Background, find, look_around
from service.review.undoing import undo, undo_last

__all__ = [
    "Background",
    "Bulk",
    "Choice",
    "claim",
    "decide",
    "decide_each",
    "decide_many",
    "decide_view",
    "escalate",
    "find",
    "hand_back",
    "look_around",
    "note",
    "release",
    "reverse",
    "skip",
    "undo",
    "undo_last",
]
