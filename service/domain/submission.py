"""What a site sends, before it is a comment."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

MAX_CONTENT = 20_000
"""Code points of a comment's text."""
MAX_NAME = 245
"""Code points of an author's name, as in WordPress's form."""
MAX_EMAIL = 254
"""Characters of an address, RFC 5321."""
MAX_URL = 2_000
MAX_ID = 200
MAX_FORM_SECONDS = 86_400
"""A form that was open for longer counts as open for a day."""
MAX_META_ENTRIES = 20
MAX_META_VALUE = 500

MetaValue = str | int | float | bool | None

# Letters by category that nevertheless draw nothing: Hangul fillers and the empty Braille cell.
_BLANK_SYMBOLS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Mc", "Me", "Mn", "Zl", "Zp", "Zs"})
# Unassigned, and to be ignored where it is not known. Any other unassigned character is likely an emoji
# that is younger than this Python's Unicode.
_IGNORABLE = ((0x2065, 0x2065), (0xFFF0, 0xFFF8), (0xFFFE, 0xFFFF), (0xE0000, 0xE0FFF))


@dataclass(frozen=True, slots=True)
class Submission:
    """A reader's comment as its site sent it, checked but not yet stored.

    Attributes:
        content: The text, HTML and all, never changed.
        author_email: Private: goes into the vault and nowhere else.
        author_ip: Private in the same way.
        post: The article's id.
        parent: The id of the comment answered, in the site's own numbering.
        form_seconds: Seconds from showing the form to sending it, where the site measures them.
        honeypot: What stood in a field that no person sees; a person leaves it empty.
        meta: The site's own notes, handed back untouched.
    """

    content: str
    author_name: str
    author_email: str
    post: str
    author_url: str | None = None
    parent: str | None = None
    permalink: str | None = None
    locale: str | None = None
    author_ip: str | None = None
    author_user_agent: str | None = None
    external_id: str | None = None
    form_seconds: float | None = None
    honeypot: str | None = None
    meta: dict[str, MetaValue] = field(default_factory=dict)


def is_visible(text: str) -> bool:
    """Say whether a reader would see anything of the text.

    White space, zero-width, control and lone combining characters draw nothing.
    """
    return any(
        unicodedata.category(character) not in _UNSEEN_CATEGORIES
        and character not in _BLANK_SYMBOLS
        and not any(first <= ord(character) <= last for first, last in _IGNORABLE)
        for character in text
    )
