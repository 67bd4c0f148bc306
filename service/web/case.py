"""One comment as a case to decide: everything its page shows, read from storage at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.comment import Status
from service.reading import read
from service.storage import audit_log, claims, moderators, policies, sites
from service.web.choices import Choice, choices_for
from service.web.shown import Piece, harmless, pieces
from service.web.trail import Step, steps
from service.web.why import Bar, bars, reason_name, sentences

if TYPE_CHECKING:
    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.moderator import Moderator
    from service.web.texts import Texts

@dataclass(frozen=True, slots=True)
class Case:
    """What the page of one comment shows.

    Attributes:
        holder_name: Who else is working on it.
        reasons: Why it was flagged, as sentences.
        sentences: What was noticed besides, as sentences.
        choices: What can be done, in groups of buttons.
    """

    comment: Comment
    name: str
    post: str
    author_url: str
    site_name: str
    several_sites: bool
    holder_name: str
    escalated_by: str
    decided_by: str
    pieces: list[Piece]
    hidden_text: str
    reasons: list[str]
    sentences: list[str]
    bars: list[Bar]
    trail: list[Step]
    choices: list[list[Choice]]


def read_case(context: Context, moderator: Moderator, comment: Comment, t: Texts) -> Case:
    """Read everything about a comment that the moderator may see."""
    redis = context.redis
    names = {each.id: each.name for each in moderators.every(redis)}
    policy = policies.in_force(redis, [comment.site]).get(comment.site)
    holder = claims.holders(redis, [comment.id])[0]
    site = sites.load(redis, comment.site)
    first = comment.overruled or comment.decision
    return Case(
        comment=comment,
        name=harmless(comment.author_name),
        post=harmless(comment.post),
        author_url=harmless(comment.author_url or ""),
        site_name=site.name,
        several_sites=len(moderator.sites) > 1,
        holder_name=names.get(holder, holder) if holder and holder != moderator.id else "",
        escalated_by="",
        decided_by=_decided_by(comment, names, t),
        pieces=pieces(comment),
        hidden_text=harmless(read(comment.content).hidden),
        reasons=[reason_name(reason.code, t) for reason in first.reasons] if first else [],
        sentences=sentences(comment, t),
        bars=bars(comment, policy),
        trail=steps(comment, audit_log.trail(redis, comment.id), names, t),
        choices=choices_for(comment, moderator, site.reasons, t),
    )


def _decided_by(comment: Comment, names: dict[str, str], t: Texts) -> str:
    if comment.decision is None or comment.status is Status.FLAGGED:
        return ""
    by = comment.decision.moderator
    return t("comment.by_moderator", name=names.get(by, by)) if by else t("comment.by_policy")
