"""Deciding on comments, one or many, and turning a decision into its opposite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
import uuid_utils

from service.domain.audit import Action
from service.domain.deciding import check_may_decide, check_may_undo, reviewed, turned
from service.domain.errors import ChangedMeanwhile, ClaimedByAnother, ReasonUnknown, Refusal
from service.review.finding import seen
from service.review.writing import write_decisions
from service.storage import claims, comments, keys, sites

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.decision import Decision
    from service.domain.moderator import Moderator
    from service.review.choice import Choice

    Rule = Callable[[Comment, Decision], Comment]
    Wanted = tuple[str, Choice]
    Result = Comment | Refusal

log = structlog.get_logger()

LOT = 100
"""Comments decided in one transaction: more would keep Redis from everybody else for too long."""


def decide(context: Context, moderator: Moderator, comment_id: str, choice: Choice) -> Comment:
    """Decide on a waiting comment.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NotFlagged: Somebody else was first, or it never waited.
        ClaimedByAnother: Another moderator holds it.
        ForSeniors: It was left to the seniors.
        ReasonUnknown: The reason is not on the site's list.
    """
    return _only(decide_each(context, moderator, [(comment_id, choice)]))


def decide_many(
    context: Context, moderator: Moderator, comment_ids: Sequence[str], choice: Choice
) -> list[Result]:
    """Decide many comments alike; each stands or falls alone. Give what became of each, in order."""
    return decide_each(context, moderator, [(comment_id, choice) for comment_id in comment_ids])


def decide_each(
    context: Context,
    moderator: Moderator,
    wanted: Sequence[Wanted],
    act: str = "",
    known: datetime | None = None,
) -> list[Result]:
    """Decide comments as one act, some at a time; each stands or falls alone.

    Args:
        context: What a stage works with.
        moderator: Who decides.
        wanted: Ids, each with what is wanted.
        act: The act that goes on, where this is part of one.
        known: When the moderator saw what there was: what was decided anew since is left alone.

    Returns:
        Each comment as it stands now, or why not, in order.
    """
    act = act or uuid_utils.uuid7().hex
    judge = _Judge(context, moderator, act, reviewed, known)
    return [
        result
        for first in range(0, len(wanted), LOT)
        for result in _decide_lot(judge, wanted[first : first + LOT], Action.REVIEWED)
    ]


def reverse(context: Context, moderator: Moderator, comment_id: str, choice: Choice) -> Comment:
    """Turn an approval into a rejection or the other way round, however long ago it was made.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NothingToReverse: It is not decided, or just so.
        Forbidden: The decision is the policy's or another moderator's, and this one is no senior.
        ClaimedByAnother: Another moderator is looking at it.
        ReasonUnknown: The reason is not on the site's list.
    """
    judge = _Judge(context, moderator, uuid_utils.uuid7().hex, turned, None)
    return _only(_decide_lot(judge, [(comment_id, choice)], Action.REVERSED))


class _Judge:
    """Applies one rule to comments on behalf of a moderator."""

    def __init__(
        self, context: Context, moderator: Moderator, act: str, rule: Rule, known: datetime | None
    ) -> None:
        self.context = context
        self.moderator = moderator
        self.act = act
        self._rule = rule
        self._known = known
        self._reasons: dict[str, tuple[str, ...]] = {}

    def after(self, before: Comment | None, holder: str | None, choice: Choice) -> Result:
        """Give the comment as it stands after, or why it may not."""
        try:
            return self._after(seen(self.moderator, before), holder, choice)
        except Refusal as refusal:
            return refusal.with_traceback(None)

    def _after(self, before: Comment, holder: str | None, choice: Choice) -> Comment:
        if holder not in (None, self.moderator.id):
            raise ClaimedByAnother(moderator=holder)
        decision = choice.decision_on(before, self.moderator, self.context.now(), self.act)
        after = self._rule(before, decision)
        if self._rule is turned:
            check_may_undo(self.moderator, before)
        else:
            check_may_decide(self.moderator, before)
        if self._known and before.decision and before.decision.decided_at > self._known:
            raise ChangedMeanwhile
        self._check_reason(before.site, choice.reason)
        return after

    def _check_reason(self, site: str, reason: str) -> None:
        if not reason:
            return
        if site not in self._reasons:
            self._reasons[site] = sites.load(self.context.redis, site).reasons
        if reason not in self._reasons[site]:
            raise ReasonUnknown(reasons=", ".join(self._reasons[site]))


def _decide_lot(judge: _Judge, lot: Sequence[Wanted], action: Action) -> list[Result]:
    ids = list(dict.fromkeys(comment_id for comment_id, _ in lot))

    def body(pipe: Pipeline) -> list[Result]:
        before = dict(zip(ids, comments.load(pipe, ids), strict=True))
        holders = dict(zip(ids, claims.holders(pipe, ids), strict=True))
        standing = dict(before)
        results: list[Result] = []
        for comment_id, choice in lot:
            result = judge.after(standing[comment_id], holders[comment_id], choice)
            results.append(result)
            if not isinstance(result, Refusal):
                standing[comment_id] = result
        pairs = [
            (old, new) for old, new in zip(before.values(), standing.values(), strict=True) if new is not old
        ]
        pipe.multi()
        write_decisions(
            judge.context, pipe, [old for old, _ in pairs if old], [new for _, new in pairs if new], action
        )
        return results

    results = judge.context.write(body, *map(keys.comment, ids), *map(keys.claim, ids))
    for result in results:
        if not isinstance(result, Refusal):
            _log(result, action)
    return results


def _only(results: Sequence[Result]) -> Comment:
    (result,) = results
    if isinstance(result, Refusal):
        raise result
    return result


def _log(comment: Comment, action: Action) -> None:
    log.info(
        str(action),
        comment_id=comment.id,
        site=comment.site,
        moderator=comment.decision and comment.decision.moderator,
        outcome=comment.decision and comment.decision.outcome,
    )
