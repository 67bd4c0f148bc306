"""Every page of the desk, as the pictures show it: who looks, and how one gets there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Prepare = Callable[[Page, dict[str, str]], object]


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture.

    Attributes:
        who: The moderator who is signed in; nobody if empty.
        prepare: Brings the page there; it knows the demo's comments by their author.
        whole: The whole page, not only what the window shows.
    """

    who: str
    prepare: Prepare
    whole: bool = False


def _at(path: str) -> Prepare:
    return lambda page, _: page.goto(path)


def _comment(author: str) -> Prepare:
    return lambda page, by_author: page.goto(f"/desk/comments/{by_author[author]}")


SCENES: dict[str, Scene] = {
    "sign-in": Scene("", _at("/desk/sign-in")),
    "queue": Scene("berta", _at("/desk/queue")),
    "thread": Scene("berta", _comment("Wutbürger04")),
    "spam": Scene("anna", _comment("Kredit Hilfe24"), whole=True),
    "markup": Scene("anna", _comment("<script>alert('hallo')</script>"), whole=True),
    "wide": Scene("anna", _comment("Donaudampfschifffahrtsgesellschaftskapitänspatentinhaber"), whole=True),
    "long": Scene("anna", _comment("Wilhelm Stratmann"), whole=True),
    "keys": Scene("anna", _at("/desk/keys"), whole=True),
    "settings": Scene("anna", _at("/desk/settings"), whole=True),
    "insight": Scene("berta", _at("/desk/insight"), whole=True),
    "policy": Scene("berta", _at("/desk/policy"), whole=True),
    "nowhere": Scene("anna", _at("/desk/nowhere")),
}
