"""Plain text: disguises are undone, honest spelling is left alone, and places lead back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.contacts import contacts
from service.domain.fingerprint import fingerprints
from service.domain.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DISGUISED = {
    "W h a t s A p p": "whatsapp",
    "W-h-a-t-s-A-p-p": "whatsapp",
    "W.h.a.t.s.A.p.p": "whatsapp",
    "W_h-a_t.s_A_p_p": "whatsapp",
    "\u200bW\u200bh\u200ba\u200bt\u200bs": "whats",
    "Sig\u00adnal": "signal",
    "\u24e6\u24d7\u24d0\u24e3\u24e2\u24d0\u24df\u24df": "whatsapp",
    "\U0001d601.\U0001d5fa\U0001d5f2/\U0001d5f8": "t.me/k",
    "\uff2b\uff52\uff45\uff44\uff49\uff54": "kredit",
    "\u039aredit": "kredit",
    "seite (punkt) com": "seite.com",
    "seite[.]com": "seite.com",
    "seite {dot} com": "seite.com",
    "seite punkt com": "seite.com",
    "seite . top": "seite.top",
    "seite\u3002com": "seite.com",
    "max (at) gmail (dot) com": "max@gmail.com",
    "max at gmail.com": "max@gmail.com",
    "max(ät)gmx.net": "max@gmx.net",
    "hxxps://seite.de": "https://seite.de",
    "h**p://seite.de": "http://seite.de",
    "w w w . g o l d . c o m": "www.gold.com",
    "0 1 5 1 / 2 3 4 5 6 7 8 9": "0151/23456789",
    "0\ufe0f\u20e31\ufe0f\u20e35\ufe0f\u20e31\ufe0f\u20e3": "0151",
    "\u0660\u0661\u0665\u0661": "0151",
}
HONEST = (
    *("Das ist gut. Der Rest nicht.", "z.b. so", "d. h. morgen", "Ein Standpunkt zum Thema", "in a b oder c"),
    *(
        "Müßiggang, äöüß",
        "„Ja“, sagte er …",
        "3 x 4 = 12",
        "Wir treffen uns at home",
        "Привет мир",
        "Seite 3.",
    ),
)
HOSTILE = (
    *("a", "a ", "a. ", "a.", "0 ", "0", "+49 ", "0151 / ", "whatsapp ", "whatsapp 0", "telegram @", "t.me/"),
    *(
        "t . m e / ",
        "@a_",
        "a@b.",
        "a (at) b (dot) ",
        "schreib mir ",
        "null eins ",
        "http://",
        "hxxp://",
        "www.",
    ),
    *(
        "a.de/",
        "<a ",
        "<a href=x.de>",
        "\u0430a",
        "\u200ba",
        "W h a t ",
        "( ",
        "(punkt) ",
        " punkt ",
        " . ",
        "&amp;",
    ),
    *("\u3002a", "w-h-a-t-s-a-p-p ", "01.02.2024 ", "(0)", "skype live:", "ab1_", "9" * 30 + " ", "a-", "_ "),
)
"""What makes careless patterns take the square of a text's length, one of them for each pattern here."""
READERS: dict[str, Callable[[str], object]] = {
    "plain": plain.__wrapped__,
    "contacts": lambda text: contacts(plain.__wrapped__(text)),
    "fingerprints": fingerprints.__wrapped__,
}


@pytest.mark.parametrize(("written", "meant"), DISGUISED.items())
def test_disguises_are_undone(written: str, meant: str) -> None:
    """Each disguise reads as what it stands for, alone and in a sentence."""
    assert plain(written).text == meant
    assert f"also {meant} ist das" in plain(f"Also {written} ist das").text


@pytest.mark.parametrize("text", HONEST)
def test_honest_spelling_is_left_alone(text: str) -> None:
    """But for capitals, what people write stays what it is."""
    assert plain(text).text == text.lower()


@given(st.text(st.characters(), max_size=80))
def test_each_letter_knows_where_it_came_from(text: str) -> None:
    """Any text has a plain one, whose letters come from places within it, in order."""
    found = plain(text)
    places = list(found.source)
    assert len(places) == len(found.text)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


def test_a_span_leads_back_to_what_was_written() -> None:
    """What is found in the plain text is marked in the original, disguise and all."""
    text = "Ganz einfach: W\u200bh a t s A p p +49 151 2345678, ja"
    (messenger, *_) = contacts(plain(text))
    begin, end = plain(text).span(messenger.begin, messenger.end)
    assert text[begin:end].startswith("W\u200bh")
    assert text[begin:end].endswith("5678")


def _seconds(read: Callable[[str], object], text: str, runs: int) -> float:
    """Measure the shortest of some runs: others work on this machine too."""
    spent = []
    for _ in range(runs):
        begin = time.process_time()
        read(text)
        spent.append(time.process_time() - begin)
    return min(spent)


def slower_than_the_text_grows(
    read: Callable[[str], object], tricks: Iterable[str]
) -> list[tuple[str, float, float]]:
    """Give each trick of which eight times as much takes more than sixteen times as long, with its seconds.

    What is over within ten milliseconds is left out: there is nothing to measure.
    """
    slow = []
    for trick in tricks:
        text = trick * (4_000 // len(trick))
        for runs in (1, 3):  # With care only where it seems slow.
            little, much = (_seconds(read, each, runs) for each in (text, text * 8))
            if much <= max(0.01, 2.5**3 * little):
                break
        else:
            slow.append((trick, little, much))
    return slow


@pytest.mark.parametrize("reader", READERS)
def test_time_grows_with_the_text_and_not_faster(reader: str) -> None:
    """Twice as much of anything hostile takes at most two and a half times as long, over three doublings."""
    assert slower_than_the_text_grows(READERS[reader], HOSTILE) == []
