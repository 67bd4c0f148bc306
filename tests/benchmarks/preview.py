"""Benchmark (f): how long trying a policy on 30 days of comments takes, the reading from Redis included."""

from __future__ import annotations

import time
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import uuid_utils

from service.domain.policy import Policy
from service.domain.preview import PREVIEW_DAYS
from service.domain.scored import ATTRIBUTES, SAMPLED, Scored, Verdict
from service.domain.tally import day_of
from service.preview import preview
from service.storage import insight, keys
from tests.benchmarks.figures import figure

if TYPE_CHECKING:
    from service.context import Context
    from tests.benchmarks.figures import Figure
    from tests.benchmarks.stack import Stack

SITE = "zeitung"
NOW = Policy(1, {"TOXICITY": 0.72, "INSULT": 0.72, "SPAM": 0.85})
THEN = Policy(2, {"TOXICITY": 0.6, "INSULT": 0.8, "SPAM": 0.8}, {"SPAM": 0.99})
_TRIES = 15


def measure(stack: Stack, a_day: int) -> list[Figure]:
    """Keep comments of 30 days, and try a policy on them again and again."""
    stack.reset()
    fill(stack.context, a_day)
    rounds = [seconds(stack.context) * 1000 for _ in range(_TRIES)]
    return [figure(f"(f) preview of a policy, {PREVIEW_DAYS} x {a_day:,} comments", rounds, "ms")]


def fill(context: Context, a_day: int) -> None:
    """Keep as many made-up comments of each of the last days."""
    chance = Random(1)
    today = day_of(context.now(), ZoneInfo(context.settings.time_zone))
    for back in range(PREVIEW_DAYS):
        pairs: list[str | bytes] = []
        for _ in range(a_day):
            pairs += (str(uuid_utils.uuid7()), insight.pack(_comment(chance)))
        context.redis.hset(keys.scored(SITE, today - timedelta(days=back)), items=pairs)


def seconds(context: Context) -> float:
    """Give the seconds that one preview takes."""
    begun = time.perf_counter()
    preview(context, SITE, NOW, THEN)
    return time.perf_counter() - begun


def _comment(chance: Random) -> Scored:
    scores = tuple(int(10_000 * chance.betavariate(0.5, 4)) for _ in ATTRIBUTES)
    sampled = chance.random() < 0.01
    by_policy = Verdict.FLAG if max(scores) > 7_200 else Verdict.APPROVE
    judged = sampled or by_policy is Verdict.FLAG
    said = chance.choice([Verdict.APPROVE, Verdict.REJECT]) if judged else Verdict.NONE
    return Scored("de", by_policy, said, SAMPLED if sampled else 0, scores)
