"""A day at two newspapers, made up for pictures: the demo's comments, scored by the real models."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from service.administration import add_moderator, add_site
from service.commands.demo import demo_comments
from service.domain.decision import Outcome
from service.domain.moderator import Moderator, Role
from service.review import Choice, claim, decide, escalate, note
from tests.browser import weeks
from tests.browser.seeds import Written, send
from tests.e2e.counts import decided
from tests.e2e.processes import wait_until

if TYPE_CHECKING:
    from service.context import Context

PASSWORD = "Kraniche ziehen nach Husum"
ANNA = Moderator("anna", "Anna Sievers", Role.MODERATOR, ("zeitung", "blatt"))
BERTA = Moderator("berta", "Berta Lindner", Role.SENIOR, ("zeitung", "blatt"))
DECIDED = {"Kalle": Outcome.REJECT, "Ironie an": Outcome.APPROVE, "Ultra Süd": Outcome.REJECT}
"""Authors of whom one comment was decided this morning, and how."""


def read_demo() -> list[Written]:
    """Read the comments; each was accepted some minutes after the one before."""
    chance, ago, written = random.Random(4), timedelta(hours=9), []
    for row in demo_comments():
        ago -= timedelta(seconds=chance.randrange(30, 900))
        written.append(Written(email=row.pop("author_email"), ago=max(ago, timedelta(minutes=1)), **row))
    return written


def fill(context: Context) -> dict[str, str]:
    """Put the day in, have the workers that run beside decide it, and begin to review; give ids by author."""
    add_site(context, "blatt", "Hafenblatt", context.settings.policy)
    for person in (ANNA, BERTA):
        add_moderator(context, person, PASSWORD)
    weeks.fill(context, a_day=60)
    written = read_demo()
    # In their order of time, so that campaigns grow as they would.
    ids = [comment_id for each in written for comment_id in send(context, [each])]
    wait_until(lambda: decided(context, ids), "all is decided", within=120)
    by_author = {each.author_name: comment_id for each, comment_id in zip(written, ids, strict=True)}
    _review(context, by_author)
    return by_author


def _review(context: Context, by_author: dict[str, str]) -> None:
    for author, outcome in DECIDED.items():
        decide(context, BERTA, by_author[author], Choice(outcome, note="Siehe Netiquette, Absatz 2"))
    claim(context, BERTA, by_author["Sportwetten Tipps"])
    note(context, BERTA, by_author["Gerd Sommer"], "Aufruf zur Gewalt? Bitte noch jemand draufschauen.")
    escalate(context, ANNA, by_author["H. Krause"], "Ist das noch erlaubte Kritik?")
