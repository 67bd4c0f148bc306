"""The built-in scorer: calibrated scores, one comment at a time whatever the batch, in bounded time."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.score import Attribute, Scorable
from tests.delivered import SPAM, TOXICITY
from workers.scorers.builtin import LONGEST_TEXT, BuiltinScorer
from workers.scorers.linear import MODELS

comments = st.builds(
    Scorable,
    content=st.text(st.characters(), max_size=200),
    author_name=st.text(max_size=40),
    author_url=st.text(max_size=40),
    email_traits=st.sampled_from([(), ("disposable",), ("role",), ("disposable", "role")]),
    repeats=st.integers(0, 50),
    recent_by_author=st.integers(0, 500),
)
relaxed = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


def toxicity(scorer: BuiltinScorer, text: str) -> float:
    """Give a text's TOXICITY."""
    return scorer.score([Scorable(text)])[0].scores[Attribute.TOXICITY]


def test_thanks_score_far_below(builtin: BuiltinScorer) -> None:
    """The thanks of the acceptance are far from being flagged, as toxic or as spam."""
    scores = builtin.score([Scorable("Danke für den interessanten Artikel")])[0].scores
    assert scores[Attribute.TOXICITY] < TOXICITY / 3
    assert all(score < TOXICITY / 2 for score in scores.values())


def test_the_insult_scores_far_above(builtin: BuiltinScorer) -> None:
    """The insult of the acceptance is beyond doubt."""
    text = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"
    assert toxicity(builtin, text) > 0.95


@given(st.lists(comments, max_size=5))
@relaxed
def test_any_comment_gets_probabilities(builtin: BuiltinScorer, batch: list[Scorable]) -> None:
    """Whatever is sent: one assessment each, scores of 0 to 1, spans inside the text."""
    assessments = builtin.score(batch)
    assert len(assessments) == len(batch)
    for assessment in assessments:
        assert {Attribute.TOXICITY, Attribute.SPAM} <= set(assessment.scores)
        assert all(0 <= score <= 1 for score in assessment.scores.values())
        assert assessment.scorers == {"builtin": builtin.version}
        for signal in assessment.signals:
            assert (signal.begin is None) == (signal.end is None)
            assert signal.begin is None or signal.begin < (signal.end or 0)


@given(comments, st.lists(comments, max_size=4), st.lists(comments, max_size=4))
@relaxed
def test_neighbours_change_nothing(
    builtin: BuiltinScorer, comment: Scorable, before: list[Scorable], after: list[Scorable]
) -> None:
    """A comment's assessment is the same alone and in any batch, to the last digit."""
    together = builtin.score([*before, comment, *after])
    assert together[len(before)] == builtin.score([comment])[0]


def test_order_is_kept(builtin: BuiltinScorer) -> None:
    """Assessments come in the order of the comments, across slices too."""
    texts = ["Danke!", "x" * LONGEST_TEXT, "Du Vollidiot!", "y " * LONGEST_TEXT, "Guten Morgen"] * 3
    together = builtin.score([Scorable(text) for text in texts])
    alone = [builtin.score([Scorable(text)])[0] for text in texts[:5]] * 3
    assert together == alone


def test_an_empty_batch_is_empty(builtin: BuiltinScorer) -> None:
    """No comments, no assessments."""
    assert builtin.score([]) == []


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "\u200b\u200d", "\u0301\u0301", "😀", "!!!", "\ud800", "<b></b>"]
)
def test_texts_of_nothing(builtin: BuiltinScorer, text: str) -> None:
    """Texts without a word are scored, and not flagged."""
    scores = builtin.score([Scorable(text)])[0].scores
    assert scores[Attribute.TOXICITY] < TOXICITY
    assert scores[Attribute.SPAM] < SPAM


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das ist ein schöner Tag und ich freue mich", "de"),
        ("This is a lovely day and I am glad about it", "en"),
        ("C'est une très belle journée et je suis content", "fr"),
        ("Bugün hava çok güzel ve ben mutluyum, teşekkür ederim", "tr"),
        ("Сегодня прекрасный день, и я очень рад", "ru"),
        ("ok", "und"),
        ("123", "und"),
    ],
)
def test_language(builtin: BuiltinScorer, text: str, language: str) -> None:
    """German and English are told apart, other languages are named, and what is too short is left open."""
    assert builtin.score([Scorable(text)])[0].language == language


def test_unsupported_languages_say_so(builtin: BuiltinScorer) -> None:
    """A French comment is scored by what generalises, with a signal, and without German attributes."""
    assessment = builtin.score([Scorable("C'est une très belle journée et je suis content")])[0]
    assert [signal.name for signal in assessment.signals] == ["language_unsupported"]
    assert set(assessment.scores) == {Attribute.TOXICITY, Attribute.SPAM}


def test_insults_flagged_whatever_the_case_and_markup(builtin: BuiltinScorer) -> None:
    """Markup and case change nothing of an insult."""
    for text in ("Du <b>Voll</b>idiot", "DU VOLLIDIOT", "<p>Du</p><p>Vollidiot</p>"):
        assert toxicity(builtin, text) > TOXICITY


def test_the_version_is_of_every_file_and_of_the_setting(tmp_path: Path) -> None:
    """Whoever repeats a decision must know that it is the same models, its lists included."""
    folder = Path(shutil.copytree(MODELS, tmp_path / "models"))
    versions = {BuiltinScorer(folder, setting).version for setting in ("on", "off", "always")}
    for name in ("blocklist.npy", "shorteners.npy"):
        np.save(folder / name, np.load(folder / name)[1:])
        versions.add(BuiltinScorer(folder).version)
    assert len(versions) == 5
    assert BuiltinScorer().version in versions
