"""The rules for policies, and reading one from its TOML file: file, line and reason for what is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from service.domain.errors import PolicyInvalid
from service.domain.policy import REJECTABLE, Policy
from service.domain.score import Attribute

if TYPE_CHECKING:
    from collections.abc import Mapping

_ATTRIBUTES = frozenset(str(attribute) for attribute in Attribute)
_TABLES = {"flag": _ATTRIBUTES, "reject": REJECTABLE}
_SECTION = re.compile(r"\s*\[\[?([^\[\]]+)\]")
_AT = re.compile(r" \(at line (\d+), column \d+\)")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_.-]+)["']?\s*=""")


def parse_policy(text: str, name: str) -> Policy:
    """Read a policy.

    Args:
        text: The file's text.
        name: The file's name, for messages.

    Raises:
        PolicyInvalid: With every problem at once, each as `file:line: reason`.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyInvalid([_syntax_problem(text, name, error)]) from error
    lines = _line_numbers(text)
    found = [
        (lines.get(path) or lines.get(path.partition(".")[0], 1), why)
        for path, why in policy_problems(document)
    ]
    problems = [f"{name}:{line}: {why}" for line, why in sorted(found)]
    if problems:
        raise PolicyInvalid(problems)
    return Policy(
        0,
        _numbers(document["flag"]),
        _numbers(document.get("reject", {})),
        document.get("note", ""),
        sample=float(document.get("sample", 0)),
    )


def _syntax_problem(text: str, name: str, error: Exception) -> str:
    """Put the line first: tomllib says it at the end, in words, or `(at end of document)`."""
    if not isinstance(error, tomllib.TOMLDecodeError):  # too deeply nested, or a number too long to read
        return f"{name}:1: cannot be read as TOML ({type(error).__name__})"
    at = _AT.search(str(error))
    line = int(at[1]) if at else text.count("\n") + 1
    return f"{name}:{line}: {_AT.sub('', str(error))}"


def policy_problems(document: Mapping[str, object]) -> list[tuple[str, str]]:
    """Say what is wrong with a policy, whoever wrote it where: a path such as `flag.SPAM`, and a sentence."""
    found = [
        (key, f"unknown key '{key}'; a policy has [flag], [reject], sample and note")
        for key in document
        if key not in _TABLES and key not in {"note", "sample"}
    ]
    if not isinstance(document.get("note", ""), str):
        found.append(("note", "note must be text"))
    if not _is_share(document.get("sample", 0)):
        found.append(("sample", "sample must be a number from 0 to 1"))
    if not document.get("flag"):
        found.append(("flag", "[flag] must hold at least one threshold"))
    for table, allowed in _TABLES.items():
        found.extend(_table_problems(table, document.get(table, {}), allowed))
    return found


def _table_problems(table: str, thresholds: object, allowed: frozenset[str]) -> list[tuple[str, str]]:
    if not isinstance(thresholds, dict):
        return [(table, f"[{table}] must be a table of thresholds")]
    found = []
    for key, threshold in thresholds.items():
        if key not in allowed:
            found.append(
                (f"{table}.{key}", f"unknown key '{key}' in [{table}]; known: {', '.join(sorted(allowed))}")
            )
        elif isinstance(threshold, bool) or not isinstance(threshold, int | float):
            found.append((f"{table}.{key}", f"the threshold of {key} must be a number from 0 to 1"))
        elif not 0 <= threshold <= 1:
            found.append((f"{table}.{key}", f"the threshold of {key} is {threshold}; it must be from 0 to 1"))
    return found


def _is_share(given: object) -> bool:
    return not isinstance(given, bool) and isinstance(given, int | float) and 0 <= given <= 1


def _numbers(thresholds: dict[str, float]) -> dict[str, float]:
    return {key: float(threshold) for key, threshold in thresholds.items()}


def _line_numbers(text: str) -> dict[str, int]:
    """Map `section.key` to its line: tomllib keeps no positions."""
    section, lines = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _SECTION.match(line):
            section = found[1].strip()
            lines.setdefault(section, number)
        elif found := _KEY.match(line):
            lines.setdefault(f"{section}.{found[1]}".lstrip("."), number)
    return lines
