"""Every page of the desk with every role, and no site's comments, counts or policy before another's eyes."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest

from service.domain.moderator import Role, sites_as
from service.domain.news import Kind, News
from service.privacy import csrf_of
from service.storage import comments, feed, keys
from service.web.cookies import SESSION
from service.web.routes import PAGES
from tests.conftest import SITE
from tests.integration.browser import SAME_ORIGIN
from tests.integration.desk_scene import MARKS, OTHER, PEOPLE, STRANGERS, Scene, scene

__all__ = ["scene"]


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
