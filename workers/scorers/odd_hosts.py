"""Recognises hosts that honest links hardly lead to: look-alikes, bare numbers, names that sell."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from workers.scorers.wares import sells

if TYPE_CHECKING:
    from service.links import Link

_NUMBER = re.compile(r"[0-9.]{7,15}")
# Endings that are given away or sold for cents. Honest sites use them too, so that they weigh little.
_CHEAP = re.compile(
    r"\.(?:xyz|top|club|online|site|shop|store|icu|vip|win|bid|loans?|click|link|gq|cf|tk|ml|ga|cn|ru|buzz|cam|rest|"
    r"bet|casino|cyou|sbs|cfd|fun|space|website|live|pro|trade|men|date|dating|gift|bond|quest|monster|biz|money|cash)"
)
_PAID = re.compile(
    r"[?&](?:aff|affid|aff_id|affiliate|ref|refid|partner|promo|bonus|clickid)="
    r"|utm_(?:source|medium)=(?:comment|kommentar|seo|blog|backlink|forum)\b"
)


def oddities(link: Link) -> tuple[str, ...]:
    """Say what is odd about where a link leads.

    Args:
        link: A link of the comment or of its author.

    Returns:
        Some of `lookalike`, `number`, `sells`, `cheap`, `paid`.
    """
    host = link.host
    return tuple(
        name
        for name, found in (
            ("lookalike", link.user or _looks_alike(host)),
            ("number", _NUMBER.fullmatch(host) is not None),
            ("sells", sells(host.replace("-", " ").replace(".", " ")) or _inside(host)),
            ("cheap", _CHEAP.search(host, max(host.rfind("."), 0)) is not None),
            ("paid", _PAID.search(link.path.lower()) is not None),
        )
        if found
    )


_WARES_INSIDE = re.compile(
    r"casino|slots|poker|kredit|viagra|cialis|kamagra|potenz|pillen|replica|follower|backlink|escort|crypto|krypto|"
    r"bitcoin|forex|freispiel|fuehrerschein|führerschein|essaywrit|spell|dating|gewinnspiel|livestream|seo-|-seo"
)


def _inside(host: str) -> bool:
    return _WARES_INSIDE.search(host) is not None


def _looks_alike(host: str) -> bool:
    """Tell whether a label mixes alphabets, or is Latin with marks that our languages lack."""
    return any(_odd_label(_unicode(label)) for label in host.split("."))


def _unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii", "ignore").decode("punycode")
    except UnicodeError:
        return label


def _odd_label(label: str) -> bool:
    if label.isascii():
        return False
    plain = {letter for letter in label if letter.isascii() and letter.isalpha()}
    others = [letter for letter in label if not letter.isascii() and letter not in "äöüßéèêàâçøåæœñ"]
    latin = [letter for letter in others if unicodedata.name(letter, "").startswith("LATIN")]
    return bool(latin) or bool(plain and others)
