"""A scene at the desk: a site with a flagged comment, somebody for each role, and strangers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from service import administration, review
from service.context import Context
from service.domain.comment import Comment
from service.domain.moderator import Moderator, Role
from service.domain.policy import Policy
from service.privacy import csrf_of
from service.sign_in import Entered, Visitor, sign_in
from service.storage import comments, moderators
from service.web.cookies import SESSION
from tests.conftest import PASSWORD, SITE
from tests.integration.browser import SAME_ORIGIN

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
