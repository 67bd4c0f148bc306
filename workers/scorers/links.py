"""Finds the links of a comment and the hosts they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Top-level domains that bare names in comments end in; a link with a scheme or www needs none of them.
_ENDINGS = (
    "com|net|org|info|biz|de|at|ch|eu|io|me|co|tv|ru|cn|xyz|top|online|site|shop|store|club|live|link|click|app|dev|"
    "uk|us|pl|nl|fr|it|es|in|tk|ml|ga|cf|gq|to|cc|ws|ly|gl|gd|be|se|no|dk|fi|cz|hu|ro|tr|br|space|website|fun|icu|vip|"
    "pro|blog|news|loan|win|bid|trade|date|men|work|life|world|today|group|agency|finance|credit|casino|bet|sex|xxx|porn"
)
# Lengths are bounded on both sides of every dot, so that a long run of letters is read once.
_BARE = re.compile(
    r"\b(?:https?://|ftp://|www\.)([^\s<>\"'()\[\]{}|\\^`]{3,2000})"
    rf"|(?<![\w@.])((?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}(?:{_ENDINGS})\b(?![@\w])(?!\.\w)(?:[/?#][^\s<>\"']{{0,2000}})?)",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:)?(?://)?(?:[^/?#@\s]{0,200}@)?([^/?#:\s]{1,253})", re.IGNORECASE
)
_DOT_INSIDE = re.compile(r"\.\w")  # a literal first character makes this the cheap way out
_BBCODE = re.compile(r"\[(?:url|link|img)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a comment.

    Attributes:
        host: Host it leads to, lower case, without `www.`; empty for a link inside the site.
        path: What follows the host.
        written: True for an HTML or BBCode link, false for an address in the text.
    """

    host: str
    path: str = ""
    written: bool = False


def link_of(address: str, *, written: bool = False) -> Link | None:
    """Read one address.

    Args:
        address: As the author gave it.
        written: Whether it stood in an attribute.

    Returns:
        The link, or None for `mailto:`, `javascript:` and other addresses that lead to no host.
    """
    address = address.strip()[:2100]
    scheme = address[:12].partition(":")[0].lower()
    if scheme in {"mailto", "javascript", "data", "tel"} or address.startswith(("#", "?")):
        return None
    match = _HOST.match(address)
    if match is None or (address.startswith("/") and not address.startswith("//")):
        return None
    host = match.group(1).lower().rstrip(".").removeprefix("www.")
    return Link(host, address[match.end() :], written) if "." in host else None


def bare_links(text: str) -> tuple[Link, ...]:
    """Find the addresses that stand in the text itself.

    Args:
        text: Visible text.
    """
    if _DOT_INSIDE.search(text) is None and "://" not in text:
        return ()
    found = (link_of(match.group(1) or match.group(2)) for match in _BARE.finditer(text))
    return tuple(link for link in found if link is not None)


def has_bbcode(text: str) -> bool:
    """Tell whether the text tries links in BBCode, which shows as text on a news site."""
    return "[" in text and _BBCODE.search(text) is not None
