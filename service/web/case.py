"""One comment as a case to decide: everything its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.comment import Comment, Status
from service.domain.record import AuthorRecord
from service.reading import read
from service.review import look_around
from service.storage import moderators, policies, sites
from service.web.choices import Choices, choices_for, nearest
from service.web.listing import excerpt_of
from service.web.shown import Piece, harmless, pieces
from service.web.trail import Step, steps
from service.web.why import Bar, bars, reason_name, sentences

if TYPE_CHECKING:
    from redis import Redis

    from service.domain.moderator import Moderator
    from service.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Other:
    """Another comment, in short."""

    comment: Comment
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """What the page of one comment shows.

    Attributes:
        holder_name: Who else is working on it.
        thread: What it answers, the nearest last.
        reasons: Why it was flagged, in words.
        sentences: What was noticed besides.
        first: Nothing was known of the author before.
        latest: The author's other comments, newest first.
        choices: What can be done.
        nearest: The choice to reject that lies nearest to what the policy found.
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
    thread: list[Other]
    pieces: list[Piece]
    hidden_text: str
    reasons: list[str]
    sentences: list[str]
    bars: list[Bar]
    first: bool
    record: AuthorRecord
    latest: list[Other]
    trail: list[Step]
    choices: Choices
    nearest: str


def read_case(redis: Redis, moderator: Moderator, comment: Comment, t: Texts) -> Case:
    """Read everything about a comment that the moderator may see."""
    names = {each.id: each.name for each in moderators.every(redis)}
    around = look_around(redis, comment)
    holder = around.holder
    site = sites.load(redis, comment.site)
    policy = policies.in_force(redis, [comment.site]).get(comment.site)
    flagged_by = comment.overruled or comment.decision
    return Case(
        comment=comment,
        name=harmless(comment.author_name),
        post=harmless(comment.post),
        author_url=harmless(comment.author_url or ""),
        site_name=site.name,
        several_sites=len(moderator.sites) > 1,
        holder_name=names.get(holder, holder) if holder and holder != moderator.id else "",
        escalated_by=names.get(comment.escalated.by, comment.escalated.by) if comment.escalated else "",
        decided_by=_decided_by(comment, names, t),
        thread=[_other(each) for each in around.thread],
        pieces=pieces(comment),
        hidden_text=harmless(read(comment.content).hidden),
        reasons=[reason_name(reason.code, t) for reason in flagged_by.reasons] if flagged_by else [],
        sentences=sentences(comment, t),
        bars=bars(comment, policy),
        first=around.is_first,
        record=around.record,
        latest=[_other(each) for each in around.latest],
        trail=steps(comment, around.trail, around.notes, names, t),
        choices=choices_for(comment, moderator, site.reasons, t),
        nearest=nearest(comment, site.reasons),
    )


def _other(comment: Comment) -> Other:
    return Other(comment, harmless(comment.author_name), excerpt_of(comment))


def _decided_by(comment: Comment, names: dict[str, str], t: Texts) -> str:
    if comment.decision is None or comment.status is Status.FLAGGED:
        return ""
    by = comment.decision.moderator
    return t("comment.by_moderator", name=names.get(by, by)) if by else t("comment.by_policy")
