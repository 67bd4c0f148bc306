"""The spam rules, in order, and what each adds to the log-odds of SPAM.

The weights are chosen by hand, since no labelled data carries these facts: +1 makes spam 2.7 times as
likely, +2.2 nine times, +3 twenty times. One harmless habit (a link, a role address) must not flag a
comment that reads like any other; two odd ones together may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.score import Attribute, Scorable, Signal
from workers.scorers.advertising_name import name_advertises
from workers.scorers.contact_bait import contact_bait
from workers.scorers.links import has_bbcode, link_of
from workers.scorers.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Found = Iterator[tuple[Signal, float]]


@dataclass(frozen=True, slots=True)
class Suspect:
    """What the rules look at.

    Attributes:
        comment: The comment and what is known of its author.
        reading: What a reader sees of it.
        blocked: Spans of block-list phrases in the visible text.
        shorteners: Hosts among its links that only forward to others.
    """

    comment: Scorable
    reading: Reading
    blocked: list[tuple[int, int]]
    shorteners: frozenset[str]


def _signal(name: str, evidence: str = "", begin: int | None = None, end: int | None = None) -> Signal:
    return Signal(name, Attribute.SPAM, evidence, begin, end)


def _links(suspect: Suspect) -> Found:
    """One link is common in honest comments; each further one doubles the odds."""
    hosts = [link.host for link in suspect.reading.links]
    if hosts:
        evidence = f"{len(hosts)}: {', '.join(dict.fromkeys(hosts[:3]))}"
        yield _signal("links", evidence), min(0.4 + 0.7 * (len(hosts) - 1), 3.5)


def _shorteners(suspect: Suspect) -> Found:
    """A shortener hides where the link goes; a news site's readers need none."""
    for host in sorted(suspect.shorteners)[:1]:
        yield _signal("link_shortener", host), 1.6


def _markup_links(suspect: Suspect) -> Found:
    """BBCode shows as text on a news site: it was written by a program for many sites."""
    if has_bbcode(suspect.reading.text):
        yield _signal("bbcode_link"), 3.0


def _hidden_text(suspect: Suspect) -> Found:
    """Text that no reader sees is written for search engines."""
    if letters := len(suspect.reading.hidden.strip()):
        yield _signal("hidden_text", str(letters)), 2.5


def _block_list(suspect: Suspect) -> Found:
    """Phrases from other sites' spam; several together are hardly chance."""
    for place, (begin, end) in enumerate(suspect.blocked[:3]):
        yield _signal("blocked_phrase", "", begin, end), (1.2, 0.9, 0.6)[place]


def _contact(suspect: Suspect) -> Found:
    """Those who sell want to be called; the evidence is the kind, never the number or address."""
    weights = {"messenger": 2.4, "phone": 1.6, "email": 1.4}
    for bait in contact_bait(suspect.reading.text):
        yield _signal("contact_bait", bait.kind, bait.begin, bait.end), weights[bait.kind]


def _author_name(suspect: Suspect) -> Found:
    """The name is the advertisement where the site links it to the author's address."""
    if why := name_advertises(suspect.comment.author_name):
        yield _signal("author_name", why), {"address": 2.2, "keyword": 1.8, "length": 0.8}[why]


def _author_url(suspect: Suspect) -> Found:
    """A home page is honest; as an address of a deep page or a shortener it rarely is."""
    link = link_of(suspect.comment.author_url)
    if link:
        yield _signal("author_url", link.host), 0.9 if len(link.path) > 1 else 0.5


def _email_traits(suspect: Suspect) -> Found:
    """Throw-away and made-up addresses are for throw-away comments; info@ belongs to a firm."""
    for trait, weight in (("disposable", 1.5), ("undeliverable", 1.2), ("role", 0.4)):
        if trait in suspect.comment.email_traits:
            yield _signal("email", trait), weight


def _repeats(suspect: Suspect) -> Found:
    """The same text on many pages is a campaign; twice may be a double click."""
    if repeats := suspect.comment.repeats:
        yield _signal("repeats", str(repeats)), min(0.8 * repeats, 4.0)


def _flood(suspect: Suspect) -> Found:
    """Heated debates bring five comments in minutes; more come from a program."""
    if (recent := suspect.comment.recent_by_author) > 5:  # noqa: PLR2004
        yield _signal("flood", str(recent)), min(0.25 * (recent - 5), 3.0)


SPAM_RULES: tuple[Callable[[Suspect], Found], ...] = (
    # what the text offers
    _links,
    _shorteners,
    _markup_links,
    _hidden_text,
    _block_list,
    _contact,
    # who offers it
    _author_name,
    _author_url,
    _email_traits,
    # how often
    _repeats,
    _flood,
)


def judge(suspect: Suspect) -> tuple[float, list[Signal]]:
    """Apply every rule.

    Args:
        suspect: The comment as the rules see it.

    Returns:
        What the rules add to the log-odds of SPAM, and their signals.
    """
    found = [hit for rule in SPAM_RULES for hit in rule(suspect)]
    return sum(weight for _, weight in found), [signal for signal, _ in found]
