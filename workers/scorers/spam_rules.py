"""The spam rules, in order, and what each adds to the log-odds of SPAM.

The weights are chosen by hand, since no labelled data carries these facts: +1 makes spam 2.7 times as
likely, +2.2 nine times, +3 twenty times. One harmless habit (a link, a role address) must not flag a
comment that reads like any other; two odd ones together may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.score import Attribute, Scorable, Signal
from service.links import link_of, markup_links
from service.reading import Reading
from workers.scorers.advertising_name import name_advertises
from workers.scorers.contact_bait import contact_bait
from workers.scorers.odd_hosts import oddities
from workers.scorers.paid_messages import paid_message
from workers.scorers.wares import sells

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
        shorteners: Hosts among its links, and its author's, that only forward to others.
    """

    comment: Scorable
    reading: Reading
    blocked: list[tuple[int, int]]
    shorteners: frozenset[str]


_READ = 10_000  # letters in which wares are looked for: who sells does not hide it behind a book


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
        yield _signal("link_shortener", host), 2.2


def _disguised_links(suspect: Suspect) -> Found:
    """Only who knows that links are looked for writes "seite (punkt) com"."""
    if any(link.disguised for link in suspect.reading.links):
        yield _signal("disguised_link"), 2.5


def _odd_hosts(suspect: Suspect) -> Found:
    """Look-alikes deceive; a host whose name sells, or an address that pays for clicks, advertises."""
    weights = {"lookalike": 2.5, "number": 1.5, "sells": 1.6, "cheap": 0.7, "paid": 0.8}
    author = link_of(suspect.comment.author_url)
    links = (*suspect.reading.links, author) if author else suspect.reading.links
    odd = {oddity: link.host for link in reversed(links) for oddity in oddities(link)}
    for oddity, weight in weights.items():
        if oddity in odd:
            yield _signal("odd_host", f"{oddity}: {odd[oddity]}"), weight


def _markup_links(suspect: Suspect) -> Found:
    """BBCode shows as text on a news site: it was written by a program for many sites."""
    if markup := markup_links(suspect.reading.text):
        yield _signal("bbcode_link", markup), {"bbcode": 3.0, "markdown": 1.2}[markup]


def _written_links(suspect: Suspect) -> Found:
    """Few readers write HTML; who wants a link with words of their own does."""
    if any(link.written for link in suspect.reading.links):
        yield _signal("html_link"), 0.6


def _hidden_text(suspect: Suspect) -> Found:
    """Text that no reader sees is written for search engines."""
    if hidden := suspect.reading.hidden.strip():
        yield _signal("hidden_text", str(len(hidden))), 4.0 if sells(hidden[:_READ]) else 2.5


def _block_list(suspect: Suspect) -> Found:
    """Phrases from other sites' spam; several together are hardly chance."""
    for place, (begin, end) in enumerate(suspect.blocked[:3]):
        yield _signal("blocked_phrase", "", begin, end), (1.2, 0.9, 0.6)[place]


def _contact(suspect: Suspect) -> Found:
    """Those who sell want to be called; the evidence is the kind, never the number or address.

    Numbers of offices and hotlines, and addresses of editors and town halls, are passed on by honest people.
    """
    weights = {"messenger": 3.0, "invitation": 1.8, "phone": 1.8, "email": 1.6}
    baits = contact_bait(suspect.reading.plain)
    for bait in baits:
        yield _signal("contact_bait", bait.kind, bait.begin, bait.end), weights.get(bait.kind, 0.3)
    if any(bait.kind in weights for bait in baits) and sells(suspect.reading.plain.text[:_READ]):
        yield _signal("offer"), 1.2


def _paid_message(suspect: Suspect) -> Found:
    """Who answers a short code pays for it; readers ask nobody to."""
    if place := paid_message(suspect.reading.text[:_READ]):
        yield _signal("contact_bait", "paid", *place), 2.5


def _author_name(suspect: Suspect) -> Found:
    """The name is the advertisement where the site links it to the author's address."""
    if why := name_advertises(suspect.comment.author_name):
        yield (
            _signal("author_name", why),
            {"address": 2.2, "contact": 2.4, "keyword": 1.8, "length": 0.8}[why],
        )


def _author_url(suspect: Suspect) -> Found:
    """A home page is honest; as an address of a deep page or a shortener it rarely is."""
    link = link_of(suspect.comment.author_url)
    if link:
        yield _signal("author_url", link.host), 0.9 if len(link.path) > 1 else 0.5
        if name_advertises(suspect.comment.author_name):
            yield _signal("advertising_link", link.host), 1.4


def _email_traits(suspect: Suspect) -> Found:
    """Throw-away and made-up addresses are for throw-away comments; info@ belongs to a firm."""
    for trait, weight in (("disposable", 1.5), ("undeliverable", 1.2), ("role", 0.4)):
        if trait in suspect.comment.email_traits:
            yield _signal("email", trait), weight


def _repeats(suspect: Suspect) -> Found:
    """The same text on many pages is a campaign; twice may be a double click, or a link that many know."""
    if repeats := suspect.comment.repeats:
        weight = min(0.7 * repeats, 3.0) + min(0.15 * max(repeats - 8, 0), 2.0)
        yield _signal("repeats", str(repeats)), weight


def _flood(suspect: Suspect) -> Found:
    """Heated debates bring five comments in minutes; more come from a program."""
    if (recent := suspect.comment.recent_by_author) > 5:  # noqa: PLR2004
        yield _signal("flood", str(recent)), min(0.25 * (recent - 5), 3.0)


def _honeypot(suspect: Suspect) -> Found:
    """No person sees the field; programs fill in all there are, and so do few browsers."""
    if suspect.comment.honeypot:
        yield _signal("honeypot"), 7.0


def _form_seconds(suspect: Suspect) -> Found:
    """Nobody reads a form and writes in two seconds, nor types thirty letters in one; people paste."""
    seconds = suspect.comment.form_seconds
    if seconds is None:
        return
    hasty = next((weight for limit, weight in ((2.0, 2.6), (3.0, 1.8)) if seconds < limit), 0.0)
    typed = len(suspect.reading.text)
    fast = 1.6 if typed > _PASTED and typed > _FASTEST * seconds else 0.0
    if hasty or fast:
        yield _signal("form_seconds", f"{seconds:.1f}"), hasty + fast


_FASTEST = 30  # letters a second that nobody types
_PASTED = 60  # letters: below, a second more or less says nothing


SPAM_RULES: tuple[Callable[[Suspect], Found], ...] = (
    # what the text offers
    _links,
    _shorteners,
    _disguised_links,
    _odd_hosts,
    _markup_links,
    _written_links,
    _hidden_text,
    _block_list,
    _contact,
    _paid_message,
    # who offers it
    _author_name,
    _author_url,
    _email_traits,
    # how often
    _repeats,
    _flood,
    # how it was sent
    _honeypot,
    _form_seconds,
)


_HARMLESS = -3.5
"""Log-odds of spam (three in a hundred) beyond which words, however harmless, prove nothing more."""


def weigh(words: float, added: float) -> float:
    """Bring together what the words say and what the rules found.

    Advertisers praise the article in words that any reader might write. So facts count twice until they
    have brought such a comment to where words stop proving anything.

    Args:
        words: Log-odds of SPAM by the text alone.
        added: What the rules add.

    Returns:
        Log-odds of SPAM.
    """
    return min(words + 2 * added, max(words, _HARMLESS) + added)


def judge(suspect: Suspect) -> tuple[float, list[Signal]]:
    """Apply every rule.

    Args:
        suspect: The comment as the rules see it.

    Returns:
        What the rules add to the log-odds of SPAM, and their signals.
    """
    found = [hit for rule in SPAM_RULES for hit in rule(suspect)]
    return sum(weight for _, weight in found), [signal for signal, _ in found]
