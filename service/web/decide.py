"""What a moderator does with one comment: one form, one button a choice; the script sends the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from service import review
from service.api.keys import HTTP
from service.api.problems import InvalidFields
from service.domain.decision import Outcome
from service.review import Choice
from service.web.form import FORM
from service.web.listing import waiting_by_queue
from service.web.page import go_to, wants_fragment

if TYPE_CHECKING:
    from service.context import Context
    from service.domain.moderator import Moderator
    from service.web.access import SignedIn
    from service.web.form import Form

Act = Callable[["Context", "Moderator", str, "Form"], object]

MAX_NOTE = 2_000
"""Characters."""


def _decide(outcome: Outcome) -> Act:
    def act(context: Context, moderator: Moderator, comment_id: str, form: Form) -> None:
        reason = form["choice"].partition(":")[2]
        decision = review.find(context.redis, moderator, comment_id).decision
        if decision and (decision.moderator, decision.outcome) == (moderator.id, outcome):
            return  # a script that heard no answer sends again
        review.decide(context, moderator, comment_id, Choice(outcome, reason, _note(form)))

    return act


def _escalate(context: Context, moderator: Moderator, comment_id: str, form: Form) -> None:
    escalated = review.find(context.redis, moderator, comment_id).escalated
    if not (escalated and escalated.by == moderator.id):  # the same
        review.escalate(context, moderator, comment_id, _note(form))


def _reverse(outcome: Outcome) -> Act:
    def act(context: Context, moderator: Moderator, comment_id: str, form: Form) -> None:
        reason = form["choice"].partition(":")[2]
        review.reverse(context, moderator, comment_id, Choice(outcome, reason, _note(form)))

    return act


def _with_note(act: Callable[[Context, Moderator, str, str], object]) -> Act:
    return lambda context, moderator, comment_id, form: act(context, moderator, comment_id, _note(form))


def _alone(act: Callable[[Context, Moderator, str], object]) -> Act:
    return lambda context, moderator, comment_id, _: act(context, moderator, comment_id)


CHOICES: dict[str, Act] = {
    "approve": _decide(Outcome.APPROVE),
    "reject": _decide(Outcome.REJECT),
    "reverse_approve": _reverse(Outcome.APPROVE),
    "reverse_reject": _reverse(Outcome.REJECT),
    "skip": _alone(review.skip),
    "escalate": _escalate,
    "hand_back": _alone(review.hand_back),
    "note": _with_note(review.note),
    "claim": _alone(review.claim),
    "release": _alone(review.release),
    "undo": _alone(review.undo),
}
"""What a form's `choice` may be, before a colon and a reason."""
_STAY = frozenset({"note", "undo"})
"""After these the same comment is shown again."""


async def post_choice(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Do what was chosen, and go on.

    Raises:
        Refusal: It cannot be done: another was first, it was erased, it is for seniors.
    """
    form, comment_id = request[FORM], request.match_info["id"]
    choice = form.get("choice", "").partition(":")[0]
    if choice not in CHOICES:
        raise InvalidFields([("#/choice", "choice", {"expected": ", ".join(CHOICES)})])
    context = request.app[HTTP].context
    await asyncio.to_thread(CHOICES[choice], context, signed_in.moderator, comment_id, form)
    if wants_fragment(request):
        return web.json_response({"id": comment_id, "waiting": await waiting(context, signed_in.moderator)})
    return go_to(_onward(choice, comment_id, form.get("view", "")))


async def post_undo(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Take back what this moderator decided last."""
    context = request.app[HTTP].context
    taken = await asyncio.to_thread(review.undo_last, context, signed_in.moderator)
    ids = [comment.id for comment in taken]
    if wants_fragment(request):
        return web.json_response({"ids": ids, "waiting": await waiting(context, signed_in.moderator)})
    return go_to(f"/desk/comments/{ids[0]}" if ids else "/desk/queue")


async def waiting(context: Context, moderator: Moderator) -> dict[str, int]:
    """Count what waits for the moderator, by queue."""
    return await asyncio.to_thread(waiting_by_queue, context.redis, moderator)


def _onward(choice: str, comment_id: str, view: str) -> str:
    query = view if view.startswith("?") else ""
    if choice in _STAY:
        return f"/desk/comments/{comment_id}{query}"
    done = urlencode({"done": comment_id}) if choice != "skip" else ""
    return f"/desk/queue{query}{('&' if query else '?') + done if done else ''}"


def _note(form: Form) -> str:
    note = form.get("note", "").strip()
    if len(note) > MAX_NOTE:
        raise InvalidFields([("#/note", "too_long", {"max_length": MAX_NOTE})])
    return note
