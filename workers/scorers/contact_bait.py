"""Finds invitations to leave the page: phone numbers, messenger handles and e-mail addresses in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.contacts import contacts

if TYPE_CHECKING:
    from service.domain.plain import Plain


@dataclass(frozen=True, slots=True)
class Bait:
    """One way to be contacted that a text offers.

    Attributes:
        kind: As in `Contact`.
        begin: First code point.
        end: One past the last.
    """

    kind: str
    begin: int
    end: int


def contact_bait(plain: Plain) -> list[Bait]:
    """Find at most one bait of each kind.

    Args:
        plain: Visible text without its disguises.

    Returns:
        Baits with spans in the text as it was written.
    """
    found: dict[str, Bait] = {}
    for contact in contacts(plain):
        found.setdefault(contact.kind, Bait(contact.kind, *plain.span(contact.begin, contact.end)))
    return list(found.values())
