"""Comments for the desk, put in by the stages themselves: each flagged with the scores that a test wants."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import uuid_utils
from disposable_email_domains import blocklist

from service.domain.comment import Receipt, accept
from service.domain.email_traits import email_traits
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
_SYLLABLES = (
    "ba",
    "ren",
    "schu",
    "lich",
    "ver",
    "tor",
    "mal",
    "keit",
    "un",
    "nig",
    "stra",
    "be",
    "ge",
    "hof",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A comment as somebody wrote it, and what the scorer will say of it.

    Attributes:
        email: The author's; the same one is the same author.
        ago: How long before now it was accepted.
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
    ago: timedelta = timedelta()


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
    """Submit comments and screen them here, with the scores that they come with; give their ids, in order."""
    comment_ids = []
    for at in range(0, len(written), BATCH):
        batch = written[at : at + BATCH]
        found = send(context, batch)
        screen(context, _Told(batch), found)
        comment_ids += found
    context.queues.screen.empty()  # type: ignore[no-untyped-call]
    return comment_ids


def send(context: Context, batch: Sequence[Written]) -> list[str]:
    """Submit a batch of comments for whoever screens them; give their ids, in order."""
    intakes = [_intake(context, each) for each in batch]
    submit(context, intakes)
    return [intake.comment.id for intake in intakes]


def flagged(context: Context, number: int, site: str = SITE) -> list[str]:
    """Put in so many comments that are all flagged; give their ids, the most urgent first."""
    return put_in(
        context,
        [
            Written(
                f"Kommentar {place}: {_words(place)}",
                ago=timedelta(minutes=number - place),
                author_name=f"Leser {place}",
                email=f"leser{place}@example.org",
                post=f"artikel-{place % 7}",
                site=site,
            )
            for place in range(1, number + 1)
        ],
    )


def _words(seed: int) -> str:
    """Give a dozen words, others for each seed: near repeats would be a campaign."""
    chance = random.Random(seed)
    words = ("".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 5))) for _ in range(12))
    return " ".join(words).capitalize() + "."


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
    accepted_at = context.now() - written.ago
    receipt = Receipt(
        id=str(uuid_utils.uuid7(nanoseconds=int(accepted_at.timestamp() * 1e9))),
        site=written.site,
        created_at=accepted_at,
        author=context.hasher.author(written.site, written.email),
        address=None,
        email_traits=email_traits(written.email, blocklist),
        request_id="",
    )
    return Intake(accept(submission, receipt), b"token", "key")
