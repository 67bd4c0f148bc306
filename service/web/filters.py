"""The filters of a page's address: read into a view, written back into addresses, and offered as choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from service.api.problems import InvalidFields
from service.api.queries import ReviewQuery
from service.api.request import validate
from service.domain.queues import LANGUAGES, REASONS, Queue
from service.domain.score import Attribute
from service.domain.view import seen_by
from service.web.why import reason_name, signal_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.domain.moderator import Moderator
    from service.web.texts import Texts

NAMES = ("queue", "site", "attribute", "reason", "language", "age", "post", "author", "cluster", "q")
"""What an address may say, in the order in which we write it."""
AGES = ("newer_60", "newer_1440", "newer_10080", "older_60", "older_1440")
"""Ages offered, in minutes."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Active:
    """A filter in force, and the address without it."""

    label: str
    without: str


class Filters:
    """The filters that an address asks for. What makes no sense is left out: an old address still works."""

    def __init__(self, given: Mapping[str, str], moderator: Moderator) -> None:
        self.moderator = moderator
        self.given = {name: given[name].strip() for name in NAMES if given.get(name, "").strip()}
        self.cursor = given.get("cursor", "")
        query = self._valid()
        self.asked = query
        self.view = seen_by(moderator, query.view(moderator.sites))

    def query(self, **changes: str) -> str:
        """Write the filters as an address's query, with changes; an empty one takes a filter out."""
        given = {**self.given, **changes}
        if given.get("queue") == Queue.FLAGGED:
            del given["queue"]
        kept = {name: given[name] for name in (*NAMES, "cursor") if given.get(name)}
        return f"?{urlencode(kept)}" if kept else ""

    def only(self, **changes: str) -> str:
        """Write a query with these filters alone, in the same queue."""
        kept = {name: "" for name in NAMES if name != "queue"}
        return self.query(**{**kept, **changes})

    def choices(self, counts: Mapping[tuple[str, str], int], t: Texts) -> list[tuple[str, list[Option]]]:
        """Offer the filters that are a matter of choosing; those that would find nothing are left out."""
        offered = {
            "site": self.moderator.sites if len(self.moderator.sites) > 1 else (),
            "attribute": tuple(map(str, Attribute)),
            "reason": REASONS,
            "language": LANGUAGES,
            "age": AGES,
        }
        found = [
            (name, [option for value in values if (option := self._option(name, value, counts, t))])
            for name, values in offered.items()
        ]
        return [(name, options) for name, options in found if options]

    def active(self, t: Texts) -> list[Active]:
        """Name the filters in force."""
        return [
            Active(
                f"{t(f'queue.by_{name}')}: {label(name, value, t)}" if name != "q" else f"„{value}“",
                self.query(**{name: ""}),
            )
            for name, value in self.given.items()
            if name != "queue"
        ]

    def _option(
        self, name: str, value: str, counts: Mapping[tuple[str, str], int], t: Texts
    ) -> Option | None:
        chosen = self.given.get(name) == value
        count = counts.get((name, value))
        if count == 0 and not chosen:
            return None
        return Option(value, label(name, value, t), chosen, count)

    def _valid(self) -> ReviewQuery:
        asked = {name: value for name, value in self.given.items() if name != "age"}
        side, _, minutes = self.given.get("age", "").partition("_")
        if self.given.get("age") in AGES:
            asked[f"{side}_than"] = minutes
        else:
            self.given.pop("age", None)
        if self.cursor:
            asked["cursor"] = self.cursor
        try:
            return validate(ReviewQuery, asked)
        except InvalidFields as invalid:
            bad = {pointer.removeprefix("#/").partition("/")[0] for pointer, _, _ in invalid.errors}
            for name in bad:
                self.given.pop(name, None)
            return validate(ReviewQuery, {name: value for name, value in asked.items() if name not in bad})


def label(name: str, value: str, t: Texts) -> str:
    """Say a filter's value to a person."""
    match name:
        case "attribute":
            return reason_name(value.lower(), t)
        case "reason":
            return signal_name(value, t)
        case "language" | "age":
            return t(f"queue.{name}_{value}")
        case "author" | "cluster":
            return value[:8]
        case _:
            return value
