"""The preview of a policy: on what the screen and moderators left in Redis, and quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.decision import Outcome
from service.domain.moderator import Moderator, Role
from service.domain.policy import Policy
from service.domain.preview import PREVIEW_DAYS
from service.domain.scored import Verdict
from service.erase import erase
from service.preview import preview
from service.review import Choice, decide, undo
from service.storage import policies
from tests.benchmarks.preview import fill, seconds
from tests.conftest import SITE
from tests.e2e.counts import put_in
from tests.integration.rescoring import NICE, RUDE, Heavy
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.context import Context

ANNA = Moderator("anna", "Anna", Role.MODERATOR, (SITE,))
NOTHING = Policy(0, {"SPAM": 1.0})
EVERYTHING = Policy(0, {"TOXICITY": 0.0})


def test_a_preview_of_what_was_screened_and_decided(context: Context) -> None:
    """Three comments, one of them flagged and rejected: what each policy would do; what is erased is gone."""
    ids = put_in(context, [RUDE, NICE, NICE])
    screen(context, Heavy(), ids)
    decide(context, ANNA, ids[0], Choice(Outcome.REJECT))
    in_force = policies.in_force(context.redis, [SITE])[SITE]
    found = preview(context, SITE, in_force, EVERYTHING)
    assert (len(found.days), found.came, found.days[-1].came) == (PREVIEW_DAYS, 3, 3)
    assert (found.now.flagged, found.then.flagged, found.stricter, found.milder) == (1, 3, 2, 0)
    assert {each.id for each in found.changed_stricter} == set(ids[1:])
    [gone] = preview(context, SITE, in_force, NOTHING).changed_milder
    assert (gone.id, gone.now, gone.then, gone.by_moderator) == (
        ids[0],
        Verdict.FLAG,
        Verdict.APPROVE,
        Verdict.REJECT,
    )
    undo(context, ANNA, ids[0])
    assert preview(context, SITE, in_force, NOTHING).judged_flagged == 0
    erase(context, SITE, ids[0])
    assert preview(context, SITE, in_force, NOTHING).came == 2


def test_another_sites_comments_are_not_in_it(context: Context) -> None:
    """A site's preview is of its own comments."""
    screen(context, Heavy(), put_in(context, [RUDE]))
    assert preview(context, "blatt", NOTHING, EVERYTHING).came == 0


def test_a_months_comments_are_quick(context: Context, tell: Callable[[str], None]) -> None:
    """30 days of 5,000 comments: half a second is wanted, and told; a busy machine may take longer."""
    fill(context, 5_000)
    took = sorted(seconds(context) for _ in range(5))
    tell(f"preview of 30 x 5,000 comments: {took[0] * 1000:.0f} to {took[-1] * 1000:.0f} ms")
    assert took[0] < 2
