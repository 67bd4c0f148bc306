"""What a moderator was about to do when the session ended: carried along until they are signed in again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.web.form import FORM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web

    from service.web.form import Form

ACTION, NEXT, FIELD = "keep", "next", "keep."
"""Names in the sign-in form: where the kept form goes, where to go on, and what stands before kept fields."""
_NEVER = ("csrf", "password", "code")
"""Fields that begin so are never carried along."""
MOST = 64 * 1024
"""Characters that are carried along: a bulk of a thousand comments. More is chosen again instead."""
_LOCAL = re.compile(r"/desk(?:[/?][!-\[\]-~]*)?")
"""An address of the desk: of visible ASCII without a backslash, which some browsers take for a slash."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A form to be sent once the moderator is signed in, or only a page to be shown then.

    Attributes:
        next: The page to be shown.
        action: Where the form goes; empty where there is none.
        fields: The form's fields.
        lost: Whether there was a form that is too large to be carried along.
    """

    next: str = "/desk"
    action: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    lost: bool = False

    def hidden(self) -> list[tuple[str, str]]:
        """Give the hidden fields that carry it through the sign-in form."""
        found = [(NEXT, self.next)]
        if self.action:
            found += [(ACTION, self.action), *((FIELD + name, text) for name, text in self.fields)]
        return found

    def note(self) -> str:
        """Give what the moderator had typed."""
        return next((text for name, text in self.fields if name == "note"), "")


def keep(request: web.Request) -> Kept:
    """Keep what the request was to do."""
    if request.method == "GET":
        return Kept(next=local(request.path_qs))
    fields = _keepable(request[FORM].pairs)
    if sum(len(name) + len(text) for name, text in fields) > MOST:
        return Kept(lost=True)
    return Kept(action=local(request.path_qs), fields=fields)


def carried(pairs: Iterable[tuple[str, str]]) -> Kept:
    """Read what a sign-in form carries along."""
    pairs = list(pairs)
    given = dict(pairs)
    inner = [(name.removeprefix(FIELD), text) for name, text in pairs if name.startswith(FIELD)]
    action = given.get(ACTION, "")
    return Kept(
        next=local(given.get(NEXT, "")), action=local(action) if action else "", fields=_keepable(inner)
    )


def carried_by(form: Form) -> Kept:
    """Read what the sign-in form just sent carries along."""
    return carried(form.pairs)


def local(address: str) -> str:
    """Give the address if it leads to a page of the desk that can be entered, else the desk's own."""
    leads_inside = _LOCAL.fullmatch(address) and not address.startswith(("/desk/sign-in", "/desk/sign-out"))
    return address if leads_inside else "/desk"


def _keepable(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in pairs if not name.startswith(_NEVER))
