"""Every page of the desk with every role, and no site's comments, counts or policy before another's eyes."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from service import administration, review
from service.context import Context
from service.domain.comment import Comment
from service.domain.decision import Outcome
from service.domain.moderator import Moderator, Role, sites_as
from service.domain.news import Kind, News
from service.domain.policy import Policy
from service.privacy import csrf_of
from service.sign_in import Entered, Visitor, sign_in
from service.storage import comments, feed, keys, moderators
from service.web.cookies import SESSION
from service.web.decide import CHOICES
from service.web.routes import PAGES
from tests.conftest import PASSWORD, SITE
from tests.integration.browser import SAME_ORIGIN
from tests.integration.everything import everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import ClientResponse
    from aiohttp.test_utils import TestClient

    from service.web.page import Page
    from tests.contract.conftest import Post

    Client = TestClient[Any, Any]

OTHER = "blatt"
INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse, Zitronenfalter!"
MARKS = ("Zitronenfalter", "Quittenbrot", "Rhabarbersaft", "Holunder", "artikel-geheim")
"""Words of the comment, its author's name, a moderator's note, the policy's note, the article."""
PEOPLE = {
    "anna": Moderator("anna", "Anna", Role.MODERATOR, (SITE,)),
    "berta": Moderator("berta", "Berta", Role.SENIOR, (SITE,)),
    "dora": Moderator("dora", "Dora", Role.ADMIN, (SITE,)),
    "carl": Moderator("carl", "Carl", Role.MODERATOR, (OTHER,)),
    "emil": Moderator("emil", "Emil", Role.ADMIN, (OTHER,)),
    "frieda": Moderator("frieda", "Frieda", Role.MODERATOR, (SITE, OTHER), roles={OTHER: Role.SENIOR}),
    "gustav": Moderator("gustav", "Gustav", Role.ADMIN, ()),
}
STRANGERS = ("carl", "emil", "gustav")
"""To them the comment's site was not granted."""


@dataclass
class Scene:
    """A site with a flagged comment that has a note, and somebody signed in for each role."""

    client: Client
    context: Context
    comment: Comment
    tokens: dict[str, str]

    async def ask(self, page: Page, name: str, query: str = "", form: dict[str, str] | None = None) -> Any:
        """Open or send a page as somebody, and give status and text."""
        headers = SAME_ORIGIN | self._cookie(name)
        fields = (form or {}) | ({"csrf": csrf_of(self.tokens[name])} if name in self.tokens else {})
        answer = await self.client.request(
            page.method,
            self.address(page) + query,
            data=fields if page.method == "POST" else None,
            headers=headers,
            allow_redirects=False,
        )
        return answer.status, await _text(answer), answer.headers.get("Location", "")

    def address(self, page: Page) -> str:
        """Fill an address in with what there is on the site."""
        known = {
            "id": self.comment.id,
            "site": SITE,
            "version": "2",
            "tail": "nothing",
            "name": "css/base.css",
        }
        return re.sub(r"\{(\w+)(:[^}]*)?\}", lambda found: known.get(found[1], "x"), page.path)

    def _cookie(self, name: str) -> dict[str, str]:
        return {"Cookie": f"{SESSION}={self.tokens[name]}"} if name in self.tokens else {}


async def _text(answer: ClientResponse) -> str:
    """Read an answer; of one that never ends its beginning."""
    if answer.content_type == "text/event-stream":
        answer.close()
        return ""
    return await answer.text()


@pytest.fixture
async def scene(context: Context, client: Client, post: Post, screen_all: Callable[[], None]) -> Scene:
    """Set the scene."""
    tokens = {}
    for number, (name, moderator) in enumerate(PEOPLE.items()):
        administration.add_moderator(context, moderator, PASSWORD)
        entered = sign_in(context, Visitor(f"192.0.2.{number}"), name, PASSWORD)
        assert isinstance(entered, Entered)
        tokens[name] = entered.token
    receipt = await post(content=INSULT, author_name="Quittenbrot", post="artikel-geheim")
    screen_all()
    dora = moderators.load(context.redis, "dora")
    review.note(context, dora, receipt["id"], "Rhabarbersaft")
    policy = Policy(2, {"TOXICITY": 0.5}, {}, "Holunder")
    administration.save_policy(context, dora, SITE, policy, 1)
    comment = comments.load(context.redis, [receipt["id"]])[0]
    assert comment is not None
    client.session.cookie_jar.clear()
    return Scene(client, context, comment, tokens)


async def test_every_page_with_every_role(scene: Scene) -> None:
    """Nobody is asked to sign in, a role too low is refused, and nothing else depends on the role."""
    for page in PAGES:
        if page.path == "/desk/sign-out":
            continue
        for name in ("nobody", *PEOPLE):
            status, text, location = await scene.ask(page, name)
            asked = f"{page.method} {page.path} as {name}: {status}"
            assert status != 500, asked
            if page.needs is None:
                assert status in (200, 303, 401, 404), asked
            elif name == "nobody":
                to_sign_in = status == 303 and location.startswith("/desk/sign-in")
                assert to_sign_in or (status == 401 and 'action="/desk/sign-in"' in text), asked
            elif not page.personal and not sites_as(PEOPLE[name], page.needs):
                assert status == 403, asked
            else:
                assert status not in (401, 403) or name == "frieda" or page.personal, asked
            if name in ("nobody", *STRANGERS):
                assert not any(mark in text for mark in MARKS), asked


def _queries(scene: Scene) -> list[str]:
    comment = scene.comment
    given = [
        {"site": SITE},
        {"q": "Vollidiot"},
        {"author": comment.author},
        {"post": comment.post},
        {"cluster": comment.cluster or "x"},
        {"done": comment.id},
        {"comment": comment.id},
        {"queue": "escalated", "site": SITE},
        {"queue": "sample", "site": SITE, "attribute": "TOXICITY"},
        {"cursor": "x", "site": f"{SITE},{OTHER}"},
        {"site": SITE, "flag_TOXICITY": "0.1", "expected": "2", "saved": "2"},
    ]
    return ["", *(f"?{urlencode(each)}" for each in given)]


async def test_no_page_shows_another_sites_comments(scene: Scene) -> None:
    """No page, filter, search, preview or error has a word of a site that was not granted, nor its count."""
    seen = 0
    for page in PAGES:
        if page.method != "GET" or page.path == "/desk/events":
            continue
        for query in _queries(scene):
            for name in STRANGERS:
                status, text, location = await scene.ask(page, name, query)
                said = text + location
                leaked = [mark for mark in MARKS if mark in said and mark not in query]
                assert not leaked, f"{page.path}{query} as {name}: {status}"
            _, text, _ = await scene.ask(page, "dora", query)
            seen += any(mark in text for mark in MARKS)
    assert seen >= 10, "whoever may see it does"


async def test_a_senior_elsewhere_sees_no_figures_and_no_policy_here(scene: Scene) -> None:
    """Frieda moderates this site and is a senior of another: insight and policy are the other's alone."""
    for page in PAGES:
        if page.method != "GET" or page.needs is not Role.SENIOR:
            continue
        for query in _queries(scene):
            status, text, location = await scene.ask(page, "frieda", query)
            asked = f"{page.path}{query}: {status}"
            assert "Holunder" not in text, asked
            assert SITE not in location, asked
            if "{site}" in page.path:
                assert status in (403, 404), asked
            elif page.path.startswith("/desk/insight") and not query:
                assert status == 200, asked
                assert SITE.title() not in text, asked


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


async def test_news_of_another_site_are_not_heard(scene: Scene) -> None:
    """A stream tells of the sites granted, and of nothing else."""
    headers = {"Cookie": f"{SESSION}={scene.tokens['carl']}"}
    async with scene.client.get("/desk/events", headers=headers) as stream:
        with scene.context.redis.pipeline() as pipe:
            feed.publish(pipe, [News(Kind.CLAIMED, SITE, scene.comment.id, "anna")])
            feed.publish(pipe, [News(Kind.CLAIMED, OTHER, "theirs", "emil")])
            pipe.execute()
        heard = b""
        async with asyncio.timeout(20):
            while b"theirs" not in heard:
                heard += await stream.content.readany()
    assert scene.comment.id.encode() not in heard
    assert b"anna" not in heard.lower()


@pytest.mark.parametrize("name", STRANGERS)
async def test_the_review_api_by_cookie_shows_ones_own_alone(scene: Scene, name: str) -> None:
    """The desk's cookie opens no more of the API than the moderator's token does."""
    token, comment_id = scene.tokens[name], scene.comment.id
    headers = {"Cookie": f"{SESSION}={token}", "X-CSRF-Token": csrf_of(token)} | SAME_ORIGIN
    for method, path, body in (
        ("GET", "/v1/review/comments", None),
        ("GET", f"/v1/review/comments?site={SITE}", None),
        ("GET", f"/v1/review/comments/{comment_id}", None),
        ("POST", f"/v1/review/comments/{comment_id}/claim", None),
        ("POST", f"/v1/review/comments/{comment_id}/decision", {"outcome": "approve"}),
        ("POST", f"/v1/review/comments/{comment_id}/undo", None),
        ("POST", "/v1/review/decisions", {"decisions": [{"id": comment_id, "outcome": "approve"}]}),
    ):
        answer = await scene.client.request(method, path, json=body, headers=headers)
        text = await answer.text()
        assert answer.status in (200, 404), text
        assert not any(mark in text for mark in MARKS), path
    assert comments.load(scene.context.redis, [comment_id]) == [scene.comment]
    assert not scene.context.redis.exists(keys.claim(comment_id))
