"""What reads comments takes time in proportion to their length, whatever they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain.contacts import _contacts
from service.domain.plain import plain
from service.domain.score import Scorable
from service.links import bare_links, link_of
from service.reading import Reading, read
from tests.unit.test_plain import HOSTILE, slower_than_the_text_grows
from workers.scorers.advertising_name import name_advertises
from workers.scorers.odd_hosts import oddities
from workers.scorers.spam_rules import Suspect, judge
from workers.scorers.wares import sells

if TYPE_CHECKING:
    from collections.abc import Callable

TRICKS = (
    *HOSTILE,
    *(
        "[url=x]",
        "](http://",
        "](",
        "xn--",
        "xn--a.",
        "\u00e9",
        "kredit",
        "-kredit ",
        "sofortkredi",
        "bet1",
        "?aff=",
    ),
    *("<i style='height:", "<b>", "&#104;", "a@b:", "http://a@", "1.", "casino-", "singles ", "fixed match "),
)


def _oddities(text: str) -> object:
    link = link_of(f"http://{text}")
    return link and oddities(link)


def _read(text: str) -> Reading:
    plain.cache_clear()
    return read(text)


def _judge(text: str) -> object:
    _contacts.cache_clear()
    name_advertises.cache_clear()
    return judge(Suspect(Scorable(text, text, text), _read(text), [], frozenset()))


READERS: dict[str, Callable[[str], object]] = {
    "read": _read,
    "links": lambda text: bare_links(plain.__wrapped__(text), text),
    "hosts": _oddities,
    "wares": sells,
    "rules": _judge,
}


@pytest.mark.parametrize("reader", READERS)
def test_time_grows_with_the_comment_and_not_faster(reader: str) -> None:
    """Twice as much of anything hostile takes at most two and a half times as long, over three doublings."""
    assert slower_than_the_text_grows(READERS[reader], TRICKS) == []
