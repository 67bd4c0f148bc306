"""Every module says what it is for, and every test what it claims."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(file for folder in ("service", "workers", "tests") for file in (ROOT / folder).rglob("*.py"))
FEWEST_WORDS = 4
"""A claim has a subject and says something of it."""


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", MODULES, ids=_name)
def test_each_module_says_what_it_is_for(file: Path) -> None:
    """A module that is not empty begins with a docstring; each of its tests states a claim."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), f"{_name(file)} says not what it is for"
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name.startswith("test_"):
            claim = (ast.get_docstring(function) or "").partition("\n\n")[0]
            assert len(claim.split()) >= FEWEST_WORDS, f"{function.name} claims nothing"
            assert claim.endswith((".", "!", "?")), f"the claim of {function.name} is no sentence"
