"""Scorers for tests: one that approves, ways to misbehave on a word, and one that fails on everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.score import Assessment, Attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.domain.score import Scorable

GIFT = "Gift"
"""The word on which a `Moody` scorer acts."""


class Moody:
    """Approves everything, but acts first where a comment holds the word."""

    name = "moody"
    version = "1"

    def __init__(self, act: Callable[[Scorable], None] = lambda _: None) -> None:
        self.act = act
        self.batches: list[int] = []

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Score a batch, and remember how large it was."""
        self.batches.append(len(batch))
        for scorable in batch:
            if GIFT in scorable.content:
                self.act(scorable)
        return [Assessment({Attribute.TOXICITY: 0.01}, scorers={self.name: self.version}) for _ in batch]


def raising(error: type[BaseException]) -> Callable[[Scorable], None]:
    """Make an act that raises, with the comment's words in the message as careless scorers have them."""

    def act(scorable: Scorable) -> None:
        raise error(f"cannot score {scorable.content}")

    return act


class Broken:
    """A scorer that fails on everything, saying the comment's words."""

    name, version = "broken", "1"

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Fail."""
        raise RuntimeError(batch[0].content)
