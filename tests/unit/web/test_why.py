"""Signals in plain words: kind and evidence each in their place, in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.domain.comment import Comment
from service.domain.score import Attribute, Signal
from service.web.texts import Texts
from service.web.why import sentences


@pytest.mark.parametrize(
    ("name", "evidence", "said"),
    [
        ("odd_host", "sells: kredit.example", "Link, dessen Adresse wirbt (kredit.example)"),
        ("odd_host", "something new", "Auffälliger Link (something new)"),
        ("contact_bait", "messenger", "Lockt zu einem Messenger"),
        ("contact_bait", "paid", "Nennt eine Nummer, die Geld kostet"),
        ("unheard_of", "x", "unheard_of x"),
    ],
)
def test_a_signal_is_said(name: str, evidence: str, said: str) -> None:
    """What a scorer calls a kind of evidence is never shown as it is, where there are words for it."""
    signal = Signal(name, Attribute.SPAM, evidence)
    comment = Comment("01", "zeitung", "1", "x", "Erika", "a" * 20, datetime(2026, 11, 1, tzinfo=UTC))
    assert sentences(replace(comment, signals=(signal,)), Texts("de")) == [said]
