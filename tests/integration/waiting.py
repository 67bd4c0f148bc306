"""Comments that wait in review queues, written straight into Redis: many, and of every kind."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import uuid_utils

from service.domain.comment import Comment, Escalation, Status
from service.domain.decision import SCORING_FAILED, DecidedBy, Decision, Outcome, Reason
from service.domain.score import Attribute, Signal
from service.storage import comments, review_queue
from service.storage.connection import connect_worker
from tests.conftest import SITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.context import Context

NOW = datetime(2026, 7, 1, 12, 0, 30, tzinfo=UTC)
_WORDS = [
    "Straße",
    "Käse",
    "unverschämt",
    "Vollidiot",
    "Regierung",
    "Zeitung",
    "niemals",
    "gelogen",
    "Unsinn",
    "Fußball",
    "Grüße",
    "Café",
]


def id_of(moment: datetime) -> str:
    """Make an id that was given at a moment."""
    return str(uuid_utils.uuid7(nanoseconds=int(moment.timestamp() * 1000) * 1_000_000))


def waiting(minutes: float = 0, **changes: Any) -> Comment:
    """Make a flagged comment that was accepted some minutes ago, changed as asked."""
    accepted = NOW - timedelta(minutes=minutes)
    made = Comment(
        id=id_of(accepted),
        site=SITE,
        post="artikel-1",
        content="So ein Unsinn",
        author_name="Erika",
        author="a" * 64,
        created_at=accepted,
        status=Status.FLAGGED,
        language="de",
        decision=flag(accepted, INSULT=0.9),
    )
    return replace(made, **changes)


def flag(at: datetime = NOW, *codes: str, **scores: float) -> Decision:
    """Make a policy's decision to flag."""
    reasons = [Reason(name.lower(), name, score, 0.5) for name, score in scores.items()]
    reasons += [Reason(code) for code in codes]
    return Decision(Outcome.FLAG, tuple(reasons), DecidedBy.POLICY, at, 1)


def approval(at: datetime = NOW) -> Decision:
    """Make a policy's decision to approve."""
    return Decision(Outcome.APPROVE, (), DecidedBy.POLICY, at, 1)


def escalation() -> Escalation:
    """Make an escalation by Anna."""
    return Escalation("anna", NOW)


def varied(number: int, seed: int = 1, site: str = SITE) -> list[Comment]:
    """Make flagged comments as a newspaper has them: of a week, under many articles, by many authors."""
    chance = random.Random(seed)
    made = []
    for _ in range(number):
        scores = {
            attribute: round(chance.uniform(0.72, 1), 4)
            for attribute, share in (("TOXICITY", 0.6), ("INSULT", 0.5), ("SPAM", 0.3), ("THREAT", 0.05))
            if chance.random() < share
        }
        signals = chance.sample(["links", "offer", "author_name", "repeats", "flood"], chance.randrange(3))
        decided = flag(NOW, **scores) if scores else flag(NOW, SCORING_FAILED)
        made.append(
            waiting(
                chance.uniform(0, 7 * 24 * 60),
                site=site,
                post=f"artikel-{chance.randrange(300)}",
                author=f"{chance.randrange(max(1, number // 3)):064x}",
                author_name=chance.choice(_WORDS),
                content=" ".join(chance.choices(_WORDS, k=chance.randrange(5, 60))),
                language=chance.choices(("de", "en", "und"), (80, 15, 5))[0],
                signals=tuple(Signal(name, Attribute.SPAM) for name in signals),
                decision=replace(decided, degraded=chance.random() < 0.02),
                meta={"reach": chance.randrange(100_000)},
            )
        )
    return made


def store(context: Context, some: Sequence[Comment]) -> None:
    """Write comments as they are, as the screen would, however long Redis takes."""
    redis = connect_worker(context.settings.redis_url or "")
    for first in range(0, len(some), 100):
        lot = some[first : first + 100]
        with redis.pipeline() as pipe:
            pending = [replace(each, status=Status.PENDING) for each in lot]
            comments.change(pipe, pending, lot)
            review_queue.move(pipe, [], lot)
            pipe.execute()
    redis.close()
