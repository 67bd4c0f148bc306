"""What a model's labels mean is said by the operator's map, or by names that are known."""

from __future__ import annotations

import pytest

from service.domain.score import Attribute
from workers.backends.backend import BackendRefusedError
from workers.backends.labels import DETOXIFY, KNOWN, OFFERED, read_label_map

LABELS = ["Hate Speech", "not-hate", "a:b"]


def test_known_names_need_no_map() -> None:
    """Detoxify's and Perspective's names speak for themselves, in any spelling; others count for nothing."""
    found = read_label_map("", ["Severe Toxicity", "identity-hate", "NEUTRAL"])
    assert found == [Attribute.SEVERE_TOXICITY, Attribute.IDENTITY_ATTACK, None]
    assert set(DETOXIFY.values()) == set(OFFERED.values()) == set(Attribute) - {Attribute.SPAM}
    assert {name.lower() for name in OFFERED} <= KNOWN.keys()


def test_a_map_says_what_counts_and_what_does_not() -> None:
    """Labels with spaces or colons can be named; those left out or mapped to nothing count for nothing."""
    found = read_label_map("hate_speech:TOXICITY,not_hate:,a:b:INSULT", LABELS)
    assert found == [Attribute.TOXICITY, None, Attribute.INSULT]
    assert read_label_map("a:b:INSULT", LABELS) == [None, None, Attribute.INSULT]


@pytest.mark.parametrize(
    "given", ["hate:TOXICITY", "TOXICITY", "not_hate:toxicity", "not_hate:SPAM", "a:b:,"]
)
def test_a_map_that_does_not_fit_is_refused(given: str) -> None:
    """An unknown label, an unknown attribute, half a pair, and a map of nothing."""
    with pytest.raises(BackendRefusedError):
        read_label_map(given, LABELS)
