"""The words named behind a score are those that carried it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain.score import Attribute, Scorable

if TYPE_CHECKING:
    from workers.scorers.builtin import BuiltinScorer


def spans(scorer: BuiltinScorer, text: str, attribute: Attribute) -> list[tuple[int, int]]:
    """Give the spans named for an attribute."""
    return [
        (signal.begin or 0, signal.end or 0)
        for signal in scorer.score([Scorable(text)])[0].signals
        if signal.name == "text" and signal.attribute is attribute
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ich finde, du bist ein Vollidiot.", "Vollidiot"),
        ("😀 Ich finde, du bist ein Vollidiot.", "Vollidiot"),
        ("Ich finde, du bist ein V.o.l.l.i.d.i.o.t", "V.o.l.l.i.d.i.o.t"),
        ("I think you are an idiot, my friend", "idiot"),
    ],
)
def test_the_insult_is_named(builtin: BuiltinScorer, text: str, word: str) -> None:
    """The insult is among the words named, at its place in the text, disguised or not."""
    named = [text[begin:end] for begin, end in spans(builtin, text, Attribute.TOXICITY)]
    assert word in named


@pytest.mark.parametrize(
    "text",
    [
        "Ich habe den Artikel gelesen, und der Autor ist ein dummes Arschloch, finde ich jedenfalls.",
        "Du bist so ein dummer Vollidiot, halt endlich die Fresse!",
        "The article is fine but the author is a stupid fucking moron, in my opinion.",
    ],
)
def test_without_the_words_the_score_falls(builtin: BuiltinScorer, text: str) -> None:
    """With the named words taken out, TOXICITY falls by a third at least."""
    rest = text
    for begin, end in sorted(spans(builtin, text, Attribute.TOXICITY), reverse=True):
        rest = rest[:begin] + rest[end:]
    before, after = (builtin.score([Scorable(t)])[0].scores[Attribute.TOXICITY] for t in (text, rest))
    assert after < before * 2 / 3


def test_low_scores_name_no_words(builtin: BuiltinScorer) -> None:
    """Where nothing is held against a comment, nothing is marked in it."""
    assert builtin.score([Scorable("Danke für den interessanten Artikel")])[0].signals == ()


def test_spans_are_offsets_in_the_visible_text(builtin: BuiltinScorer) -> None:
    """Offsets count what a reader sees, not the markup."""
    begin, end = spans(builtin, "<p>Du <b>Vollidiot</b></p>", Attribute.TOXICITY)[0]
    assert "Du Vollidiot"[begin:end] == "Vollidiot"


def test_no_words_in_the_evidence(builtin: BuiltinScorer) -> None:
    """Spans say where; the words themselves stay out of signals, which are logged."""
    signals = builtin.score([Scorable("Du Vollidiot")])[0].signals
    assert all(signal.evidence == "" for signal in signals if signal.name == "text")
