"""Whatever is sent is scored, in time that grows no faster than the text, and unnoticed by others."""

from __future__ import annotations

import importlib
import json
import pkgutil
import random
import re
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workers.scorers
from service.domain.score import Scorable
from workers.lines import Line
from workers.score import score_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.scorers.builtin import BuiltinScorer

FOUR_TIMES = 8  # times the time that four times the text may take; a square would take 16
NOISE = 0.004  # seconds under which a clock tells nothing

NASTY = {
    "empty": "",
    "white space": " \t\r\n\v\f\u00a0\u2003\u3000\u0085",
    "invisible": "\u200b\u200c\u200d\u2060\ufeff\u00ad\u115f\u3164",
    "one word": "nein ",
    "one letter": "a",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🖕🏽🇩🇪",
    "links": "http://a.de/b?c=d https://www.x.yz/ ",
    "broken links": "http:// https:/// http://[ ://@:a.",
    "addresses": "a@b.de ..@.. a.b.c@d.e.f ",
    "right to left": "שלום עולם مرحبا بالعالم ",
    "bidi overrides": "\u202eabc\u202d\u2066def\u2069\u202c\u200f",
    "Zalgo": "h\u0301\u0302\u0303\u0334\u0336\u0489a\u0315\u0316",
    "mixed languages": "Das ist not good, c'est très nul, это плохо, 这不好 ",
    "unknown language": "xqz vrrb ghlk mnopq ",
    "lone surrogates": "\ud800\udfff\udbff",
    "controls": "".join(map(chr, range(32))) + "\x7f\x9f",
    "private and unassigned": "\ue000\uf8ff\U000f0000\U0010ffff\u0378",
    "ligatures": "\ufdfa\ufb03ﬀ",
    "tags": "<b><i><a href=''>x</b>",
    "open tags": "<div><div style='display:none'><span hidden>",
    "broken tags": "<<a <!-- <a b=<c> </ <b/ <script <style>",
    "entities": "&amp;&#x0;&#55296;&#1114112;&nbsp;&lt",
    "BBCode": "[url=http://a.de]b[/url][url][/img]",
    "phone numbers": "+49 151 / 234 - 56 ",
    "bait": "whatsapp telegram schreib mir @ +",
    "dots": ". . .. ... ..... - - _ _ * ",
    "brackets": "((((([[[[[{{{{{<<<<<",
    "digits": "0123456789",
    "one code point above": "\U0001d574\U0001d589\U0001d58e \U0001d7d9",
}


def cost(work: Callable[[], object], times: int) -> float:
    """Give the least processor time that some work took."""
    best = float("inf")
    for _ in range(times):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def assert_linear(long: Callable[[], object], short: Callable[[], object], what: str) -> None:
    """Compare the time of some work with that of a quarter of it; again with more care if that seems long."""
    ratios = []
    for times in (1, 3, 3):
        ratios.append((cost(long, times) - NOISE) / cost(short, times))
        if ratios[-1] <= FOUR_TIMES:
            return
    pytest.fail(f"{what!r}: four times the text took {ratios} times the time")


def of_length(unit: str, length: int) -> str:
    """Repeat a text up to a length."""
    return (unit * (length // len(unit) + 1))[:length] if unit else ""


@pytest.mark.parametrize("length", [12_500, 250_000])
@pytest.mark.parametrize("name", NASTY)
def test_four_times_the_text_takes_four_times_the_time(
    builtin: BuiltinScorer, name: str, length: int
) -> None:
    """In the text, the author's name and address, up to a megabyte: time grows no faster than the text."""
    texts = (of_length(NASTY[name], length * times) for times in (1, 4))
    short, long = (Scorable(text, text, text) for text in texts)
    assert builtin.score([long])[0].scores  # and builds the tables that are built on first use
    assert_linear(lambda: builtin.score([long]), lambda: builtin.score([short]), name)


READERS = (
    "service.reading",
    "service.links",
    *(f"service.domain.{name}" for name in ("plain", "leet", "contacts", "fingerprint")),
)
"""What reads a comment before the scorers, or beside them."""
AT_THE_BEGINNING = {"service.links._HOST"}
"""Expressions that are tried nowhere else in a text: an address begins with its host."""


def patterns() -> dict[str, re.Pattern[str]]:
    """Give every regular expression that sees a comment, by module and name; in a tuple, by its place."""
    scorers = (f"workers.scorers.{module.name}" for module in pkgutil.iter_modules(workers.scorers.__path__))
    kept = [
        (f"{module}.{name}", value)
        for module in (*scorers, *READERS)
        for name, value in vars(importlib.import_module(module)).items()
    ]
    in_tuples = [
        (f"{name}[{at}]", each)
        for name, value in kept
        if isinstance(value, tuple)
        for at, each in enumerate(value)
    ]
    return {name: value for name, value in (*kept, *in_tuples) if isinstance(value, re.Pattern)}


def pumped(pattern: re.Pattern[str], chance: random.Random) -> Callable[[int], str]:
    """Make texts of any length out of signs that the pattern itself speaks of: beginning, unit, end."""
    signs = sorted({*re.sub(r"\\[a-zA-Z]", "", pattern.pattern)} | {*"a1 .-@/<>=\n\"'&;ä"})
    begin, unit, end = (
        "".join(chance.choices(signs, k=chance.randint(*size))) for size in ((0, 4), (1, 4), (0, 3))
    )
    return lambda length: begin + of_length(unit, length) + end


def assert_no_pump(pattern: re.Pattern[str], name: str) -> None:
    """Try 300 texts on an expression."""
    chance = random.Random(name)
    work = _match if name in AT_THE_BEGINNING else _find_all
    for _ in range(300):
        text = pumped(pattern, chance)
        short, long = (partial(work, pattern, text(length)) for length in (2_000, 8_000))
        if cost(long, 1) > NOISE:  # seldom: then measured with care
            assert_linear(long, short, text(40))


@pytest.mark.parametrize("name", patterns())
def test_no_pattern_backtracks_without_bound(name: str) -> None:
    """On texts made to pump it, each expression's time grows with the text and not with its square."""
    assert_no_pump(patterns()[name], name)


def test_a_pattern_that_backtracks_is_noticed() -> None:
    """The check above finds the pump of an expression whose time grows with the square."""
    with pytest.raises(pytest.fail.Exception, match="four times the text took"):
        assert_no_pump(re.compile(r"x+y"), "a harmless look")


def _find_all(pattern: re.Pattern[str], text: str) -> None:
    for _ in pattern.finditer(text):
        pass


def _match(pattern: re.Pattern[str], text: str) -> None:
    pattern.match(text)


nasty = st.lists(
    st.sampled_from(sorted(NASTY.values())) | st.text(max_size=30) | st.text(st.characters(), max_size=10),
    max_size=6,
).map("".join)


@given(st.lists(nasty, min_size=1, max_size=8), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_order_and_company_change_nothing(
    builtin: BuiltinScorer, texts: list[str], chance: random.Random
) -> None:
    """Alone, together and in any order each text gets the same assessment, to the last digit."""
    alone = [builtin.score([Scorable(text)])[0] for text in texts]
    order = list(range(len(texts)))
    chance.shuffle(order)
    together = builtin.score([Scorable(texts[at]) for at in order])
    assert [together[order.index(at)] for at in range(len(texts))] == alone


def test_a_whole_batch_of_hostile_texts(builtin: BuiltinScorer) -> None:
    """All of them long, beside an ordinary comment that does not notice."""
    plain = Scorable("Danke für den interessanten Artikel")
    alone = builtin.score([plain])[0]
    batch = [Scorable(of_length(text, 30_000)) for text in NASTY.values()]
    assert builtin.score([*batch, plain, *batch])[len(batch)] == alone


def test_hostile_lines_are_answered_one_by_one(builtin: BuiltinScorer) -> None:
    """As lines of JSON each hostile text gets a score or an error in its place."""
    texts = [of_length(text, length) for text in NASTY.values() for length in (1, 50, 5_000)]
    raw = [json.dumps({"id": at, "content": text}).encode() for at, text in enumerate(texts)]
    lines = [Line(at, content, len(content)) for at, content in enumerate(raw, 1)]
    rows = [json.loads(row) for row in score_lines(lines, builtin)]
    assert [row["id"] for row in rows] == list(range(len(texts)))
    assert all("scores" in row for row in rows)
