"""Recognises author names that advertise: an address, a contact, a shop's keyword, a service and a town."""

from __future__ import annotations

import re
from functools import lru_cache

from service.domain.contacts import contacts
from service.domain.plain import plain
from service.links import bare_links
from workers.scorers.wares import sells

_LONGEST_NAME = 200  # read no further: a name of that length is odd enough
# Wares that are surnames too, where they stand behind a first name.
_PERSON = re.compile(
    r"(?:Dr\.? |Prof\.? )?[A-ZÄÖÜ][a-zäöüß]{1,20}(?:-[A-ZÄÖÜ][a-zäöüß]{1,20})? (?:Kredit|Poker|Sale|Free|Buy)"
)


@lru_cache(maxsize=2048)  # readers come back
def name_advertises(name: str) -> str:
    """Say why an author's name looks like advertising.

    Args:
        name: The name as given.

    Returns:
        `address`, `contact`, `keyword`, `length`, or an empty string for a name that looks like a name.
    """
    short = name[:_LONGEST_NAME]
    understood = plain(short)
    if "://" in understood.text or bare_links(understood, short):
        return "address"
    if contacts(understood):
        return "contact"
    if sells(understood.text) and not _PERSON.fullmatch(short.strip()):
        return "keyword"
    return "length" if len(name) > 60 else ""  # noqa: PLR2004 (longer than real names get)
