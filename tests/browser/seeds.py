"""Comments for the desk, put in by the stages themselves: each flagged with the scores that a test wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uuid_utils

from service.domain.comment import Receipt, accept
from service.domain.score import Assessment, Attribute, Signal
from service.domain.submission import Submission
from service.submit import Intake, submit
from tests.conftest import SITE
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.context import Context
    from service.domain.score import Scorable

BATCH = 64


@dataclass(frozen=True, slots=True)
class Written:
    """A comment as somebody wrote it, and what the scorer will say of it.

    Attributes:
        email: The author's; the same one is the same author.
    """

    content: str
    toxicity: float = 0.9
    author_name: str = "Erika Muster"
    email: str = "erika.muster@example.org"
    post: str = "artikel-1"
    permalink: str | None = None
    parent: str | None = None
    external_id: str | None = None
    author_url: str | None = None
    site: str = SITE
    signals: tuple[Signal, ...] = ()
    scores: dict[Attribute, float] = field(default_factory=dict)
    language: str = "de"


class _Told:
    """Says of each comment what the test wrote down."""

    def __init__(self, written: Sequence[Written]) -> None:
        self._by_content = {each.content: each for each in written}

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        found = [self._by_content[scorable.content] for scorable in batch]
        return [
            Assessment(
                {Attribute.TOXICITY: each.toxicity, **each.scores},
                each.signals,
                each.language,
                {"told": "1"},
            )
            for each in found
        ]

    name = "told"
    version = "1"


def put_in(context: Context, written: Sequence[Written]) -> list[str]:
    """Submit and screen comments; give their ids, in order."""
    comment_ids = []
    for at in range(0, len(written), BATCH):
        batch = written[at : at + BATCH]
        intakes = [_intake(context, each) for each in batch]
        submit(context, intakes)
        found = [intake.comment.id for intake in intakes]
        screen(context, _Told(batch), found)
        comment_ids += found
    context.queues.screen.empty()  # type: ignore[no-untyped-call]
    return comment_ids


def flagged(context: Context, number: int, site: str = SITE) -> list[str]:
    """Put in so many comments that are all flagged; give their ids, the most urgent first."""
    return put_in(
        context,
        [
            Written(
                f"Kommentar {place}: Was für ein unfassbarer Blödsinn steht hier wieder.",
                toxicity=0.99 - 0.25 * place / number,
                author_name=f"Leser {place}",
                email=f"leser{place}@example.org",
                post=f"artikel-{place % 7}",
                site=site,
            )
            for place in range(1, number + 1)
        ],
    )


def _intake(context: Context, written: Written) -> Intake:
    submission = Submission(
        written.content,
        written.author_name,
        written.email,
        written.post,
        parent=written.parent,
        external_id=written.external_id,
        permalink=written.permalink,
        author_url=written.author_url,
    )
    receipt = Receipt(
        id=str(uuid_utils.uuid7()),
        site=written.site,
        created_at=context.now(),
        author=context.hasher.author(written.site, written.email),
        address=None,
        email_traits=(),
        request_id="",
    )
    return Intake(accept(submission, receipt), b"token", "key")
