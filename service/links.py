"""Finds the links of a comment and the hosts they lead to, disguised ones too."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from service.domain.plain import Plain

# Top-level domains that bare names in comments end in; a link with a scheme or www needs none of them.
_ENDINGS = (
    "com|net|org|info|biz|de|at|ch|eu|io|me|co|tv|ru|cn|xyz|top|online|site|shop|store|club|live|link|click|app|dev|"
    "uk|us|pl|nl|fr|it|es|in|tk|ml|ga|cf|gq|to|cc|ws|ly|gl|gd|be|se|no|dk|fi|cz|hu|ro|tr|br|space|website|fun|icu|vip|"
    "pro|blog|news|loan|loans|win|bid|trade|date|men|work|life|world|today|group|agency|finance|credit|casino|bet|sex|"
    "xxx|porn|game|games|poker|money|cash|market|fund|capital|guru|cam|dating|tech|lol|sbs|cfd|cyou|rest|bond|monster|"
    "quest|beauty|vegas|gift|company|social|expert|deals|promo|discount|buzz|ai|id|ph|vn|gg|ee|is|goo|mobi|tel|sh"
)
# Lengths are bounded on both sides of every dot, so that a long run of letters is read once.
_BARE = re.compile(
    r"\b(?:https?://|ftp://|www\s?\.\s?)([^\s<>\"'()\[\]{}|\\^`]{3,2000})"
    rf"|(?<![\w@.-])((?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}(?:{_ENDINGS})\b(?![@\w])(?!\.\w)(?:[/?#][^\s<>\"']{{0,2000}})?)",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:)?(?://)?(?:[^/?#\s]{0,2100}@)?([^/?#:@\s]{1,2100})", re.IGNORECASE
)
_LONGEST_HOST = 253  # letters, by RFC 1035
_NO_HOST = re.compile(r"[\x00-\x20\x7f#%/:<>?\\^|]")  # what browsers refuse in one, once decoded
_DOT_INSIDE = re.compile(r"\.\w")  # a literal first character makes this the cheap way out
_BBCODE = re.compile(r"\[(?:url|link|img)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"\]\((?:https?://|www\.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a comment.

    Attributes:
        host: Host it leads to, lower case, without `www.`; empty for a link inside the site.
        path: What follows the host.
        written: True for an HTML link, false for an address in the text.
        disguised: Whether it is written so that only people see the link: seite (punkt) com.
        user: Whether a name stands before the host, as in bank.de@elsewhere.com.
    """

    host: str
    path: str = ""
    written: bool = False
    disguised: bool = False
    user: bool = False


def link_of(address: str, *, written: bool = False) -> Link | None:
    """Read one address.

    Args:
        address: As the author gave it.
        written: Whether it stood in an attribute.

    Returns:
        The link, or None for `mailto:`, `javascript:` and other addresses that lead to no host.
    """
    address = address.strip()[:2100]
    if not address.isascii():  # as browsers read hosts: full width letters, ideographic dots
        address = unicodedata.normalize("NFKC", address).replace("\u3002", ".")
    scheme = address[:12].partition(":")[0].lower()
    if scheme in {"mailto", "javascript", "data", "tel"} or address.startswith(("#", "?")):
        return None
    match = _HOST.match(address)
    if match is None or (address.startswith("/") and not address.startswith("//")):
        return None
    # Browsers read %41 in a host as the letter, and %40 must not hide a name before it.
    host = unquote(match[1]).rpartition("@")[2].lower().rstrip(".").removeprefix("www.")
    user = "@" in unquote(address[: match.end(1)])
    if "." not in host or len(host) > _LONGEST_HOST or _NO_HOST.search(host):
        return None
    return Link(host, address[match.end() :], written, user=user)


def bare_links(plain: Plain, original: str) -> tuple[Link, ...]:
    """Find the addresses that stand in the text itself.

    Args:
        plain: Visible text without its disguises.
        original: The same as it was written.
    """
    if _DOT_INSIDE.search(plain.text) is None and "://" not in plain.text:
        return ()
    lower = original.lower()
    found = (_bare(match, plain, original, lower) for match in _BARE.finditer(plain.text))
    return tuple(link for link in found if link is not None)


def _bare(match: re.Match[str], plain: Plain, original: str, lower: str) -> Link | None:
    if match[1] is None and _is_missing_space(original[slice(*plain.span(*match.span(2)))]):
        return None
    link = link_of(match[1] or match[2])
    return link and replace(link, disguised=link.host not in lower)


def _is_missing_space(written: str) -> bool:
    """Tell the end of a sentence and the beginning of the next from a host: "Ende.In"."""
    before, _, ending = written.rpartition(".")
    return before[-1:].islower() and ending.istitle()


def markup_links(text: str) -> str:
    """Tell whether the text tries links in markup that shows as text on a news site: `bbcode`, `markdown`."""
    if "[" not in text:
        return ""
    return "bbcode" if _BBCODE.search(text) else "markdown" if _MARKDOWN.search(text) else ""
