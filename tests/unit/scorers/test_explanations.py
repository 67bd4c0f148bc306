"""The words named behind a score are those that carried it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.policy_file import parse_policy
from service.domain.score import Attribute, Scorable
from service.reading import read
from service.settings import PROJECT
from tests.unit.scorers.test_spam_corpus import SPAM_ROWS
from workers.measuring.faithfulness import measure_faithfulness
from workers.measuring.scored import reached, score_texts
from workers.scorers.builtin import LONGEST_TEXT

if TYPE_CHECKING:
    from workers.scorers.builtin import BuiltinScorer

POLICY = parse_policy((PROJECT / "deploy" / "policies" / "default.toml").read_text("utf-8"), "default.toml")

ABUSIVE = (
    "Ich lese hier seit Jahren mit, aber so ein Vollidiot wie du ist mir noch nicht begegnet.",
    "Der Artikel ist ja ganz nett, die Autorin ist trotzdem eine dumme Schlampe.",
    "Gestern war das Wetter schön, heute schreiben hier wieder nur Arschlöcher mit.",
    "Was soll man von diesem korrupten Drecksack im Rathaus auch anderes erwarten?",
    "Geh doch bitte einfach sterben, du widerliches Stück Scheiße, und lass uns in Ruhe.",
    "Mein Nachbar hat recht: Der Trainer ist ein hirnloser Trottel.",
    "Am Montag fährt kein Bus, weil diese faulen Wichser schon wieder streiken!",
    "Du hast den Text nicht gelesen, du Hohlbirne. Auf Seite drei steht es.",
    "I have read this page for years, and you are the dumbest asshole on it.",
    "The weather was fine yesterday, but today the fucking morons are back in here.",
    "My neighbour is right, the coach is a stupid piece of shit.",
    "Nice article, shame about the idiot who wrote it, what a pathetic loser.",
)
ADVERTISING = tuple(comment.content for _, comment in SPAM_ROWS)
pieces = st.sampled_from(
    [
        *("Du bist ein Vollidiot", "dummes Arschloch", "Danke", "Muslime", "alle raus", "kill yourself"),
        *("🖕", "!!!", "***", "<b>halt</b>", "<p>", "&amp;", "\u202eabc", "a\u0301\u0301\u0301"),
        *("verdienen Sie 5000 Euro", "http://bit.ly/x"),
    ]
)
comments = st.lists(pieces | st.text(max_size=20), max_size=12).map(" ".join)


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


@pytest.mark.parametrize(
    ("texts", "attribute", "least"),
    [(ABUSIVE, Attribute.TOXICITY, 0.5), (ADVERTISING, Attribute.SPAM, 0.5)],
    ids=["toxic", "spam"],
)
def test_the_named_words_are_those_that_count(
    builtin: BuiltinScorer, texts: tuple[str, ...], attribute: Attribute, least: float
) -> None:
    """Without the named words scores fall far; without as many other words they hardly do."""
    found = measure_faithfulness("ours", builtin, POLICY, score_texts(builtin, texts), attribute)
    assert found is not None
    assert found.scores >= len(texts) * 3 / 4
    assert found.explained.value == 1
    assert found.drop.value > least
    assert found.random_drop.value < found.drop.value / 5
    assert found.under.value > found.random_under.value + least


@given(comments)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
def test_nothing_is_flagged_without_a_reason(builtin: BuiltinScorer, content: str) -> None:
    """Each score over its threshold has a signal; each span is some of the text that a reader sees."""
    assessment = builtin.score([Scorable(content)])[0]
    named = {signal.attribute for signal in assessment.signals}
    assert set(reached(assessment, POLICY)) <= named
    seen = read(content).text[:LONGEST_TEXT]
    for signal in assessment.signals:
        if signal.begin is not None and signal.end is not None:
            assert 0 <= signal.begin < signal.end <= len(seen)
            assert signal.name != "text" or seen[signal.begin : signal.end].strip()


def test_a_low_score_is_explained_where_it_counts(builtin: BuiltinScorer) -> None:
    """A site may ask for less than a half; a score under its threshold needs no reason."""
    text = "So ein Blödsinn, dieser Film."
    score = builtin.score([Scorable(text)])[0].scores[Attribute.TOXICITY]
    assert 0.1 < score < 0.5
    for threshold, explained in ((score, True), (score + 0.01, False)):
        assessment = builtin.score([Scorable(text, counts_from={"TOXICITY": threshold})])[0]
        named = {signal.attribute for signal in assessment.signals if signal.name == "text"}
        assert (Attribute.TOXICITY in named) is explained


@pytest.mark.parametrize("text", ["🖕", "🖕🖕🖕", "****", "🖕 ** !!", ")))))"])
def test_signs_are_named_too(builtin: BuiltinScorer, text: str) -> None:
    """Where a text without a word gets a high score, its signs are named."""
    for attribute, score in builtin.score([Scorable(text)])[0].scores.items():
        assert score <= 0.5 or spans(builtin, text, attribute)
