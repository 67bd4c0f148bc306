"""Some weeks at a newspaper, put straight into Redis: what insight and the policy page look back on."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.comment import Comment, screened
from service.domain.deciding import reviewed
from service.domain.decision import DecidedBy, Decision, Outcome, Reason
from service.domain.policy import decide
from service.domain.score import Assessment, Attribute
from service.storage import comments, insight, policies
from tests.conftest import SITE

if TYPE_CHECKING:
    from datetime import datetime

    from service.context import Context
    from service.domain.policy import Policy

WORDS = (
    "Danke für den Artikel, sehr aufschlussreich.",
    "Das Schwimmbad gehört endlich saniert!",
    "Was für ein ausgemachter Blödsinn, ihr Schreiberlinge.",
    "Verdienen Sie 5.000 € pro Woche, schreiben Sie mir!",
)


def fill(context: Context, days: int = 20, a_day: int = 20) -> list[str]:
    """Put the weeks in, one in eight comments a bad one; give the comments' ids, oldest first."""
    chance, ids = Random(3), []
    policy, now = policies.every(context.redis, SITE)[-1], context.now()
    for back in range(days, -1, -1):
        pairs = []
        for _ in range(round(a_day * chance.uniform(0.5, 1.5))):
            came = now - timedelta(days=back, seconds=chance.uniform(60, 80_000))
            before = _accepted(came, chance)
            pairs.append((before, _decided(before, policy, now, chance)))
        _store(context, pairs)
        ids += [before.id for before, _ in pairs]
    return sorted(ids)


def _accepted(came: datetime, chance: Random) -> Comment:
    moment = int(came.timestamp() * 1000) << 80
    comment_id = uuid.UUID(int=moment | 7 << 76 | 2 << 62 | chance.getrandbits(60))
    return Comment(
        str(comment_id), SITE, f"artikel-{chance.randrange(9)}", chance.choice(WORDS), "Erika", "hash", came
    )


def _decided(comment: Comment, policy: Policy, now: datetime, chance: Random) -> Comment:
    """Let the policy decide, and moderators on most of what was flagged, and on a sample of the rest."""
    bad = chance.random() < 0.125
    toxicity = chance.betavariate(6, 2) if bad else chance.betavariate(0.7, 7)
    scores = {
        Attribute.TOXICITY: toxicity,
        Attribute.INSULT: toxicity * chance.uniform(0.6, 1),
        Attribute.SPAM: chance.betavariate(0.5, 6),
    }
    assessment = Assessment(scores, language="de")
    found = screened(comment, assessment, decide(policy, assessment, comment.created_at))
    flagged = found.status == "flagged"
    if not flagged and chance.random() < 0.05:
        found = replace(found, sampled=True)
    at = comment.created_at + timedelta(seconds=chance.lognormvariate(6.5, 1.4))
    if at > now or not (found.sampled or (flagged and chance.random() < 0.9)):
        return found
    outcome = Outcome.REJECT if bad is (chance.random() < 0.9) else Outcome.APPROVE
    reasons = (Reason("insult"),) if outcome is Outcome.REJECT else ()
    who = chance.choice(["anna", "berta"])
    return reviewed(found, Decision(outcome, reasons, DecidedBy.MODERATOR, at, policy.version, who))


def _store(context: Context, pairs: list[tuple[Comment, Comment]]) -> None:
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    with context.redis.pipeline() as pipe:
        comments.add(pipe, before, [b"token"] * len(before), 0)
        comments.change(pipe, before, after)
        insight.count(pipe, before, after, ZoneInfo(context.settings.time_zone))
        pipe.execute()
