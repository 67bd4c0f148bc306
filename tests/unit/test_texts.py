"""The desk's texts: complete in both languages, and all that pages ask for is there."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import service.web
from service.web.texts import Texts, every_text

_SOURCE = Path(service.web.__file__).parent
_ASKED = re.compile(r"""\bt\(\s*["']([a-z_]+\.[a-z_]+)["']\s*[,)]""")


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", every_text())
def test_a_text_says_the_same_in_both_languages(name: str) -> None:
    """Each text exists in German and English, is not empty, and needs the same facts in both."""
    forms = every_text()[name]
    assert {"de", "en"} <= set(forms) <= {"de", "en", "de_one", "en_one"}
    assert all(forms.values())
    assert _facts(forms["de"]) == _facts(forms["en"])
    assert ("de_one" in forms) == ("en_one" in forms)
    if "de_one" in forms:
        assert _facts(forms["de_one"]) == _facts(forms["en_one"]) <= _facts(forms["de"])


def test_pages_ask_for_texts_that_exist() -> None:
    """Every text named in a template or in the desk's code is in the files."""
    sources = [*_SOURCE.rglob("*.html"), *_SOURCE.rglob("*.py")]
    asked = {name for source in sources for name in _ASKED.findall(source.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= set(every_text())


def test_one_has_its_own_form() -> None:
    """A count of one chooses the form for one, any other count the form for many."""
    say = Texts("de")
    assert say("queue.waiting", count=1, number="1") == "1 wartet"
    assert say("queue.waiting", count=2, number="2") == "2 warten"
