"""A browser without JavaScript: it keeps cookies, reads pages, and sends their forms as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

if TYPE_CHECKING:
    from aiohttp import ClientResponse
    from aiohttp.test_utils import TestClient

    Client = TestClient[Any, Any]

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@dataclass(slots=True)
class Page:
    """What the browser shows."""

    status: int
    path: str
    html: str
    headers: dict[str, str]
    tree: LexborHTMLParser = field(init=False)

    def __post_init__(self) -> None:
        self.tree = LexborHTMLParser(self.html)

    @property
    def text(self) -> str:
        """Give what a reader sees."""
        body = self.tree.body
        return " ".join(body.text(separator=" ").split()) if body else ""

    def first(self, selector: str) -> LexborNode:
        """Give the first element that a CSS selector finds."""
        node = self.tree.css_first(selector)
        assert node is not None, f"no {selector}: {self.text}"
        return node

    def form(self, action: str) -> dict[str, str]:
        """Give the fields that the first form to an action would send, as it stands."""
        node = self.first(f'form[action="{action}"]')
        found: dict[str, str] = {}
        for each in node.css("input[name], textarea[name], select[name]"):
            given = each.attributes
            if given.get("type") in {"checkbox", "radio"} and "checked" not in given:
                continue
            chosen = each.css_first("option[selected]") if each.tag == "select" else None
            value = chosen.attributes.get("value") if chosen else given.get("value")
            found[given["name"] or ""] = value or ("on" if given.get("type") == "checkbox" else "")
        return found

    def forms(self) -> list[str]:
        """Give the actions of all forms."""
        return [node.attributes.get("action") or "" for node in self.tree.css("form")]


@dataclass(slots=True)
class Browser:
    """One browser; its cookies are the client's."""

    client: Client
    page: Page = field(default_factory=lambda: Page(0, "", "", {}))

    async def get(self, path: str, **headers: str) -> Page:
        """Open a page, and follow where it leads."""
        get = self.client.session.get if path.startswith("http") else self.client.get
        return await self._show(await get(path, headers=headers))

    async def submit(self, action: str, **fields: str | None) -> Page:
        """Send the page's form to an action, with some fields filled in and, by None, some left out."""
        filled = {**self.page.form(action), **fields}
        sent = {name: value for name, value in filled.items() if value is not None}
        return await self.post(action, sent)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> Page:
        """Send a form that no page shows."""
        return await self._show(await self.client.post(path, data=fields, headers=SAME_ORIGIN | headers))

    async def sign_in(self, name: str, password: str) -> Page:
        """Sign in by name and password."""
        await self.get("/desk/sign-in?next=/desk/settings")
        return await self.submit("/desk/sign-in", name=name, password=password)

    async def _show(self, answer: ClientResponse) -> Page:
        html = await answer.text()
        self.page = Page(answer.status, answer.url.raw_path_qs, html, dict(answer.headers))
        assert answer.status != HTTPStatus.INTERNAL_SERVER_ERROR, html
        return self.page
