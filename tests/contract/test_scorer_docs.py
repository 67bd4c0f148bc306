"""What `docs/operations.md` says of scorers and their options is what there is."""

from __future__ import annotations

import inspect
import re

import pytest

from service.settings import PROJECT, Settings
from workers.backends.detoxify import DetoxifyBackend
from workers.backends.transformers import TransformersBackend
from workers.scorers import SCORERS

OPERATIONS = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
SECTION = OPERATIONS[OPERATIONS.index("## Choosing a scorer") : OPERATIONS.index("## Policies")]
EXAMPLES = re.findall(r'^MODERATO_SCORER=(\w+)\n(?:MODERATO_SCORER_OPTIONS="(.*)"\n)?', SECTION, re.MULTILINE)
BACKED = {"timeout", "folder"}
OPTIONS = {
    "builtin": {"folder"},
    "detoxify": BACKED | set(inspect.signature(DetoxifyBackend).parameters),
    "transformers": BACKED | set(inspect.signature(TransformersBackend).parameters),
}


def test_every_scorer_has_an_example() -> None:
    """Each is in the table and has at least one example of its settings."""
    assert {scorer for scorer, _ in EXAMPLES} == set(SCORERS)
    assert set(re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$", SECTION, re.MULTILINE)) == set(
        SCORERS
    )


@pytest.mark.parametrize(("scorer", "text"), EXAMPLES)
def test_examples_are_good_settings(scorer: str, text: str) -> None:
    """Each example is read as settings, and names only options that its scorer has."""
    options = Settings.model_validate({"scorer": scorer, "scorer_options": text or {}}).scorer_options
    known = OPTIONS.get(scorer) or {"heavy", "band"} | OPTIONS[options["heavy"]]
    assert set(options) <= known


def test_every_option_is_described() -> None:
    """The table of options has exactly those that there are."""
    rows = re.findall(r"^\| (`[^|]+`) \| [^|]+ \| [^|]+ \|$", SECTION, re.MULTILINE)
    described = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert described == set().union(*OPTIONS.values(), {"heavy", "band"})
