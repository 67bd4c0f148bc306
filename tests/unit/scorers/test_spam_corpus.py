"""Spam as programs write it is flagged, and honest comments that look like it are not: counted, with floors.

All of it is our own wording. The rows of kind `unseen` were written after the rules and never tuned on. The
numbers in the tests are what was measured, less one or two: models are trained anew now and then.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.domain.score import Attribute, Scorable
from service.reading import read
from tests.delivered import SPAM
from tests.unit.measuring.test_not_trained_on import among_training
from workers.scorers.spam_rules import Suspect, judge

if TYPE_CHECKING:
    from workers.scorers.builtin import BuiltinScorer

KINDS = {"loan", "crypto", "casino", "pharma", "papers", "spell", "praise", "follower", "bait"}
STRONG = 2.2
"""Log-odds from which the rules speak for themselves: nine times as likely spam."""


def _rows(name: str) -> list[tuple[str, Scorable]]:
    lines = (Path(__file__).parent / f"{name}_comments.jsonl").read_text("utf-8").splitlines()
    rows = map(json.loads, lines)
    return [(row.pop("kind"), Scorable(**row)) for row in rows]


SPAM_ROWS = _rows("spam")
HONEST_ROWS = _rows("honest")


@pytest.fixture(scope="module")
def scores(builtin: BuiltinScorer) -> dict[Scorable, float]:
    """Score both sets once."""
    comments = [comment for _, comment in (*SPAM_ROWS, *HONEST_ROWS)]
    found = builtin.score(comments)
    return {comment: each.scores[Attribute.SPAM] for comment, each in zip(comments, found, strict=True)}


def _missed(scores: dict[Scorable, float], *, unseen: bool) -> list[tuple[str, str]]:
    return [
        (kind, comment.content)
        for kind, comment in SPAM_ROWS
        if (kind == "unseen") == unseen and scores[comment] < SPAM
    ]


def _flagged(scores: dict[Scorable, float], *, unseen: bool) -> list[str]:
    return [
        comment.content
        for kind, comment in HONEST_ROWS
        if (kind == "unseen") == unseen and scores[comment] >= SPAM
    ]


def test_the_sets_hold_what_they_should() -> None:
    """More than 80 spam comments of all named kinds, more than 90 honest ones, and some of each unseen."""
    spam, honest = (Counter(kind for kind, _ in rows) for rows in (SPAM_ROWS, HONEST_ROWS))
    assert set(spam) == KINDS | {"unseen"}
    assert min(spam.values()) >= 5
    assert (spam.total() - spam["unseen"], honest.total() - honest["unseen"]) == (85, 92)
    assert (spam["unseen"], honest["unseen"]) == (22, 25)


def test_spam_is_flagged(scores: dict[Scorable, float]) -> None:
    """At least 78 of 85 are; 80 were when this was written, 62 before the rules saw through disguises."""
    assert len(_missed(scores, unseen=False)) <= 85 - 78, _missed(scores, unseen=False)


def test_unseen_spam_is_flagged(scores: dict[Scorable, float]) -> None:
    """At least 16 of 22 that the rules were not made for are; 17 were when this was written, 11 before."""
    assert len(_missed(scores, unseen=True)) <= 22 - 16, _missed(scores, unseen=True)


def test_honest_comments_are_not_flagged(scores: dict[Scorable, float]) -> None:
    """At most 3 of 92 are; 2 were when this was written, both by their words alone."""
    assert len(_flagged(scores, unseen=False)) <= 3, _flagged(scores, unseen=False)


def test_unseen_honest_comments_are_not_flagged(scores: dict[Scorable, float]) -> None:
    """At most 1 of 25 is; none was when this was written."""
    assert len(_flagged(scores, unseen=True)) <= 1, _flagged(scores, unseen=True)


def _added(comment: Scorable) -> float:
    return judge(Suspect(comment, read(comment.content), [], frozenset()))[0]


def test_rules_alone_tell_most_spam() -> None:
    """Without models, block list or shorteners at least 85 of 107 are nine times as likely spam."""
    strong = [comment for _, comment in SPAM_ROWS if _added(comment) >= STRONG]
    assert len(strong) >= 85


def test_rules_alone_leave_honest_comments_alone() -> None:
    """Of 117 honest comments, hotlines and many sources among them, at most 2 look like spam to the rules."""
    strong = [comment.content for _, comment in HONEST_ROWS if _added(comment) >= STRONG]
    assert len(strong) <= 2, strong


def test_the_sets_were_not_trained_on() -> None:
    """None of the comments is one of our own, or one that our patterns write."""
    assert among_training(comment.content for _, comment in (*SPAM_ROWS, *HONEST_ROWS)) == []
