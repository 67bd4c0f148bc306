"""Reading a policy from its TOML file, with file, line and reason for whatever is wrong."""

from __future__ import annotations

import re
import tomllib

from service.domain.errors import PolicyInvalid
from service.domain.policy import REJECTABLE, Policy
from service.domain.score import Attribute

_ATTRIBUTES = frozenset(str(attribute) for attribute in Attribute)
_TABLES = {"flag": _ATTRIBUTES, "reject": REJECTABLE}
_SECTION = re.compile(r"\s*\[([^\[\]]+)\]")
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
    except tomllib.TOMLDecodeError as error:
        raise PolicyInvalid([f"{name}: {error}"]) from error
    lines = _line_numbers(text)
    problems = [
        f"{name}:{lines.get(path, 1)}: {reason}"
        for path, reason in sorted(_problems(document), key=lambda found: lines.get(found[0], 1))
    ]
    if problems:
        raise PolicyInvalid(problems)
    return Policy(
        0, _numbers(document["flag"]), _numbers(document.get("reject", {})), document.get("note", "")
    )


def _problems(document: dict[str, object]) -> list[tuple[str, str]]:
    found = [
        (key, f"unknown key '{key}'; a policy has [flag], [reject] and note")
        for key in document
        if key not in _TABLES and key != "note"
    ]
    if not isinstance(document.get("note", ""), str):
        found.append(("note", "note must be text"))
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
