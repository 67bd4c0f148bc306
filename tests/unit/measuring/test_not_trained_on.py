"""No text that is measured with is one that the models have learned from."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from workers.measuring.held_out import FOLDER, read_held_out
from workers.measuring.lists import read_list
from workers.measuring.look_alikes import LIST
from workers.measuring.obfuscation import INSULTS
from workers.training.abuse import english_abuse, german_abuse
from workers.training.german_spam import german_spam
from workers.training.own import own_comments

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PATTERNS = (german_abuse, english_abuse, german_spam)


def among_training(texts: Iterable[str]) -> list[str]:
    """Give those that are a comment of our own or of our patterns, but for capitals and the last signs."""
    return [text for text in texts if _bare(text) in _trained_on()]


def _bare(text: str) -> str:
    return text.lower().rstrip(" .,;:!?…")


@cache
def _trained_on() -> frozenset[str]:
    own = (row.text for language in ("de", "en") for row in own_comments(language))
    written = (row.text for write in PATTERNS for row in write())
    return frozenset(_bare(text) for text in chain(own, written))


def test_look_alikes_are_not_trained_on() -> None:
    """No harmless look-alike is."""
    assert among_training(text for _, text in read_list(LIST)) == []


def test_single_insults_are_not_trained_on() -> None:
    """No insult of those that are disguised is, undisguised."""
    assert among_training(text.replace("{", "").replace("}", "") for _, text in read_list(INSULTS)) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.name)
def test_held_out_texts_are_not_trained_on(path: Path) -> None:
    """No text that was written to measure with is."""
    assert among_training(row.text for row in read_held_out(path)) == []


def test_a_text_that_is_trained_on_is_noticed() -> None:
    """The check finds comments and patterns of both languages, in other letters and with another end."""
    found = [own_comments("de")[0].text, own_comments("en")[0].text, *(write()[0].text for write in PATTERNS)]
    texts = [f"{_bare(text).upper()}?!" for text in found]
    assert among_training(texts) == texts
