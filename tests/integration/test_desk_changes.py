"""No form of the desk changes another site's comments, queues, policies or audit log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from service import review
from service.domain.decision import Outcome
from service.web.decide import CHOICES
from service.web.routes import PAGES
from tests.conftest import SITE
from tests.integration.desk_scene import MARKS, OTHER, PEOPLE, STRANGERS, Scene, scene
from tests.integration.everything import everything

if TYPE_CHECKING:
    from service.context import Context

__all__ = ["scene"]


async def test_no_form_changes_another_sites_comments(scene: Scene) -> None:
    """Whatever strangers send, the site's comment, its queues, policies and audit log stay to the byte."""
    before = _state(scene.context)
    for page in PAGES:
        if page.method != "POST" or page.personal:
            continue
        for form in _forms(scene):
            for name in STRANGERS:
                status, text, location = await scene.ask(page, name, form=form)
                asked = f"{page.path} {form} as {name}: {status}"
                assert status != 500, asked
                assert not [mark for mark in MARKS[:4] if mark in text + location], asked
        assert _state(scene.context) == before, page.path


async def test_a_senior_elsewhere_cannot_save_a_policy_here(scene: Scene) -> None:
    """Nor undo or reverse another's decision here, as any moderator cannot."""
    context, comment_id = scene.context, scene.comment.id
    review.decide(context, PEOPLE["berta"], comment_id, review.Choice(Outcome.REJECT))
    before = _state(context)
    policy = {"flag_TOXICITY": "0.1", "flag.TOXICITY": "0.1", "expected": "2", "note": "x"}
    for page in PAGES:
        if page.path == "/desk/policy/{site}" and page.method == "POST":
            assert (await scene.ask(page, "frieda", form=policy))[0] in (403, 404)
        if page.path == "/desk/comments/{id}" and page.method == "POST":
            for choice in ("undo", "reverse_approve"):
                assert (await scene.ask(page, "frieda", form={"choice": choice}))[0] == 403, choice
    assert _state(context) == before


def _forms(scene: Scene) -> list[dict[str, str]]:
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    single = [{"choice": choice, "note": "x", "view": f"?site={SITE}"} for choice in CHOICES]
    bulk = [
        {
            "choice": choice,
            "id": scene.comment.id,
            "all": all_,
            "view": view,
            "until": until,
            "confirmed": "1",
            "reason": "insult",
        }
        for choice in ("approve", "reject")
        for all_ in ("", "1")
        for view in ("", f"?site={SITE}", f"?author={scene.comment.author}", "?q=Vollidiot")
    ]
    policy = {"flag_TOXICITY": "0.1", "flag.TOXICITY": "0.1", "expected": "2", "note": "x"}
    return [{}, *single, *bulk, policy]


def _state(context: Context) -> dict[str, bytes]:
    """Give all that is kept about the site and its comment."""
    private = ("session", "sessions", "rate", "sign_in", "statistics", "site_keys", "skipped")
    return {
        name: held
        for name, held in everything(context.redis)
        if name.startswith("moderato:")
        and name.split(":")[1] not in private
        and not name.endswith(f":{OTHER}")
    }
