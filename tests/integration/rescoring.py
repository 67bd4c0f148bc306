"""A scorer whose backend is taken away and brought back, and what became of the comments meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.audit import Action
from service.domain.score import Assessment, Attribute
from service.storage import audit_log, webhooks
from tests.conftest import SITE
from tests.e2e.counts import loaded, lose_jobs, put_in
from tests.integration.scorers import GIFT
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.score import Scorable

RUDE = "rude"
"""A word by which the heavy model flags, and the light one does not; of `nice` the other way round."""
NICE = "nice"


class Heavy:
    """A scorer with a backend that tests take away and bring back."""

    name = "heavy"
    version = "1"

    def __init__(self) -> None:
        self.is_there = True
        self.batches: list[list[str]] = []
        self.act: Callable[[], None] = lambda: None

    def start(self, *, strict: bool) -> None:
        """Start nothing."""

    def is_whole(self) -> bool:
        """Say what the test wants."""
        return self.is_there

    def summary(self) -> str:
        """Say nothing."""
        return ""

    def close(self) -> None:
        """End nothing."""

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Score by the word, as the backend would or as the built-in does in its place."""
        self.batches.append([scorable.content for scorable in batch])
        self.act()
        word = RUDE if self.is_there else NICE
        return [
            Assessment(
                {Attribute.TOXICITY: 0.9 if word in scorable.content else 0.1},
                scorers={"heavy" if self.is_there else "builtin": "1"},
                degraded=not self.is_there or GIFT in scorable.content,
            )
            for scorable in batch
        ]


def decide_without(context: Context, scorer: Heavy, contents: Sequence[str]) -> list[str]:
    """Have comments decided while the backend is away."""
    comment_ids = put_in(context, contents)
    lose_jobs(context)
    scorer.is_there = False
    screen(context, scorer, comment_ids)
    scorer.is_there = True
    scorer.batches.clear()
    return comment_ids


def one(context: Context, comment_id: str) -> Comment:
    """Read a comment."""
    return loaded(context, [comment_id])[0]


def deliveries(context: Context, comment_id: str) -> int:
    """Count the deliveries that tell of a comment."""
    every = [webhooks.load(context.redis, each) for each in webhooks.due(context.redis, 10**11, 100)]
    return sum(found is not None and found[0].comment == comment_id for found in every)


def rescorings(context: Context) -> list[str | None]:
    """Name the comments of which the audit log says that they were rescored."""
    entries = (entry for _, entry in audit_log.page(context.redis, SITE, None, 1000))
    return [entry.comment for entry in entries if entry.action is Action.RESCORED]
