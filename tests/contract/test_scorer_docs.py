"""What `docs/operations.md` says of scorers and their options is what there is."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

from service.settings import PROJECT, Settings
from tests.integration.tiny_models import write_checkpoint, write_model
from workers.backends import load_backend
from workers.backends.detoxify import DetoxifyBackend
from workers.backends.transformers import TransformersBackend
from workers.scorers import SCORERS

if TYPE_CHECKING:
    from pathlib import Path

OPERATIONS = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
SECTION = OPERATIONS[OPERATIONS.index("## Choosing a scorer") : OPERATIONS.index("## Policies")]
EXAMPLES = re.findall(r'^MODERATO_SCORER=(\w+)\n(?:MODERATO_SCORER_OPTIONS="(.*)"\n)?', SECTION, re.MULTILINE)
BACKED = {"timeout", "folder"}
OPTIONS = {
    "builtin": {"folder", "second_look"},
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


@pytest.mark.parametrize(("scorer", "text"), [each for each in EXAMPLES if "/srv/" in each[1]])
def test_examples_work(scorer: str, text: str, tmp_path: Path) -> None:
    """Each example with files of one's own loads, once its places are those of real files."""
    given = Settings.model_validate({"scorer_options": text}).scorer_options
    backend = given.pop("heavy", scorer)
    given.pop("band", "")
    written = write_checkpoint(tmp_path) if backend == "detoxify" else write_model(tmp_path)
    files = {name: place for name, place in written.items() if name in given}
    assert load_backend(backend, {**given, **files}).predict(["you are a"])


def test_every_option_is_described() -> None:
    """The table of options has exactly those that there are."""
    rows = re.findall(r"^\| (`[^|]+`) \| [^|]+ \| [^|]+ \|$", SECTION, re.MULTILINE)
    described = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert described == set().union(*OPTIONS.values(), {"heavy", "band"})
