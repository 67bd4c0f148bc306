"""Reads a comment as a reader sees it: visible text, links, and what was hidden from the eye."""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from service.domain.plain import Plain, plain
from service.links import Link, bare_links, link_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Elements that comments are written with. Any other "<" is a character that the author typed ("a < b").
_ELEMENTS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|button|center|cite|code|del|details|div|em|embed|font|footer|form|"
    "frame|h1|h2|h3|h4|h5|h6|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|marquee|meta|nav|noscript|"
    "object|ol|option|p|pre|q|s|script|section|select|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|"
    "td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|video|audio"
)
# After its name a tag ends, or has an attribute with a value: "a <b und c> d" is no tag.
# `[^<>]*` stops at the next bracket, so that every pattern here is linear in the text.
_REST = r"(?:\s*/?>|[\s/][^<>=]*=[^<>]*>|\s+(?:hidden|async|defer)\b[^<>]*>)"
_TAG = rf"<(?=[!/a-z])(?:!--|/?(?:{_ELEMENTS}){_REST})"
_MARKUP = re.compile(_TAG, re.IGNORECASE)
_TYPED_BRACKET = re.compile(rf"<(?!{_TAG[1:]})", re.IGNORECASE)
_BREAK = re.compile(
    "article|blockquote|br|center|d[dlt]|div|footer|h[1-6]|header|hr|li|ol|p|pre|section|table|t[dhr]|ul"
)
_UNSEEN = frozenset(
    ("script", "style", "template", "noscript", "title", "head", "textarea", "option", "-comment")
)
_HIDING_STYLE = re.compile(
    r"display:none|visibility:hidden|(?:left|top|text-indent):-\d{3}|font-size:1px|(?<!-)color:(?:#fff|white|transparent)"
    r"|(?:font-size|opacity|height|width|scale)[:(]0(?!\.?[1-9])|clip:rect"
)
_UNDERSTOOD = 50_000  # code points in which links and contacts are looked for, as many as are scored
_MOST_NODES = 20_000  # of one comment's tree; nobody writes more, and walking them costs time
_NOTHING = "\u200b"  # a space that no reader sees, and that folding drops
# Tags given to Lexbor, whose time grows with the square of those left open: 12 s for a megabyte.
_MOST_TAGS = 4_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What is in a comment's HTML.

    Attributes:
        text: What a reader sees. Spans of signals are code-point offsets in it.
        plain: The first 50,000 code points of it without their disguises.
        links: Links, written or bare, in the order of the text.
        hidden: Text that a browser would not show.
    """

    text: str
    plain: Plain
    links: tuple[Link, ...] = ()
    hidden: str = ""


def read(content: str) -> Reading:
    """Read a comment as sent.

    Args:
        content: HTML or plain text. A `<` or `&` that begins no known tag or entity is itself.
    """
    content = _encodable(content)
    if not _MARKUP.search(content):
        text = html.unescape(content) if "&" in content else content
        understood = plain(text[:_UNDERSTOOD])
        return Reading(text, understood, bare_links(understood, text))
    content = _without_flood(content)
    # Without a tag in front, Lexbor may take a leading comment or <title> out of the body.
    tree = LexborHTMLParser("<body>" + _TYPED_BRACKET.sub("&lt;", content))
    walk = _Walk()
    if tree.body is not None:
        walk.over(tree.body)
    # What a flood of tags would keep from us is taken as seen: better too much text than too little.
    seen = "".join(walk.seen) if walk.complete else tree.body.text() if tree.body else ""
    text = seen.strip("\n")
    understood = plain(text[:_UNDERSTOOD])
    links = (*walk.links, *bare_links(understood, text))
    return Reading(text, understood, links, " ".join(walk.hidden).strip())


def _without_flood(content: str) -> str:
    """Take out all tags behind the first few thousand, so that what stood in them is taken as seen.

    Something must stay in their place, or what stood around one might become another.
    """
    last = next(itertools.islice(_MARKUP.finditer(content), _MOST_TAGS, None), None)
    return (
        content if last is None else content[: last.start()] + _MARKUP.sub(_NOTHING, content[last.start() :])
    )


def _encodable(content: str) -> str:
    """Put a question mark for each lone surrogate, which neither Lexbor nor py3langid can encode."""
    try:
        content.encode()
    except UnicodeEncodeError:
        return content.encode("utf-8", "replace").decode()
    return content


class _Walk:
    """Walks a tree without recursion: hostile comments nest tags by the hundred thousand."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.hidden: list[str] = []
        self.links: list[Link] = []
        self.complete = True

    def over(self, root: LexborNode) -> None:
        """Collect what is under `root`."""
        pending: list[tuple[LexborNode | None, bool]] = [(root.first_child, False)]
        for _ in range(_MOST_NODES):
            if not pending:
                return
            node, concealed = pending.pop()
            if node is None:
                continue
            pending.append((node.next, concealed))
            below = self._visit(node, concealed=concealed)
            pending.append((node.first_child, below))
        self.complete = False

    def _visit(self, node: LexborNode, *, concealed: bool) -> bool:
        """Collect one node; tell whether what is under it is hidden."""
        tag = node.tag or ""
        if tag == "-text":
            (self.hidden if concealed else self.seen).append(node.text_content or "")
            return concealed
        if tag == "-comment":
            self.hidden.append((node.html or "")[4:-3])
            return True
        if _BREAK.fullmatch(tag) and not concealed:
            self.seen.append("\n")
        attributes = node.attributes
        href = attributes.get("href") or attributes.get("src")
        if href and (link := link_of(href, written=True)):
            self.links.append(link)
        return concealed or tag in _UNSEEN or _hides(attributes)


def _hides(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or bool(style and _HIDING_STYLE.search(style))
