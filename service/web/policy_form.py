"""A policy as a form: thresholds that a person typed, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.policy import REJECTABLE, Policy
from service.domain.policy_file import policy_problems
from service.domain.score import Attribute

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = tuple(
    (table, str(attribute))
    for attribute in Attribute
    for table in ("flag", "reject")
    if table == "flag" or attribute in REJECTABLE
)
"""Every threshold that a policy may have: the table and the attribute."""
MOST_NOTE = 500
"""Characters of a note."""
_MOST_TYPED = 20
"""Characters of a threshold as typed that are kept."""


@dataclass(frozen=True, slots=True)
class PolicyForm:
    """What was typed, and what it means.

    Attributes:
        typed: Each threshold as typed, by `table.ATTRIBUTE`, empty for none; and the sample, in percent.
        note: The note as typed.
        policy: The policy that it makes; None where something is wrong.
        wrong: The fields that are: `table.ATTRIBUTE`, `flag` where there is no threshold at all, `sample`,
            `note`.
    """

    typed: dict[str, str]
    note: str
    policy: Policy | None
    wrong: frozenset[str]


def form_of(policy: Policy) -> PolicyForm:
    """Fill the form in with a policy's thresholds; the note is for the version to come, and stays empty."""
    numbers = {"flag": policy.flag, "reject": policy.reject}
    typed = {
        f"{table}.{attribute}": f"{numbers[table][attribute]:.10g}" if attribute in numbers[table] else ""
        for table, attribute in FIELDS
    }
    typed["sample"] = f"{policy.sample * 100:.10g}"
    return PolicyForm(typed, "", policy, frozenset())


def read_policy_form(given: Mapping[str, str]) -> PolicyForm:
    """Read the form as it was sent. It holds to the same rules as a policy file."""
    typed = {f"{table}.{name}": _typed(given.get(f"{table}.{name}", "")) for table, name in FIELDS}
    typed["sample"] = _typed(given.get("sample", "")) or "0"
    note, percent = given.get("note", "").strip(), _number(typed["sample"])
    sample = percent / 100 if isinstance(percent, float) else percent
    document: dict[str, dict[str, object]] = {"flag": {}, "reject": {}}
    for table, attribute in FIELDS:
        if text := typed[f"{table}.{attribute}"]:
            document[table][attribute] = _number(text)
    wrong = {path for path, _ in policy_problems({**document, "note": note, "sample": sample})}
    if len(note) > MOST_NOTE:
        wrong.add("note")
    policy = None
    if isinstance(sample, float) and not wrong:
        flag, reject = _thresholds(document["flag"]), _thresholds(document["reject"])
        policy = Policy(0, flag, reject, note, sample=sample)
    return PolicyForm(typed, note, policy, frozenset(wrong))


def is_given(given: Mapping[str, str]) -> bool:
    """Say whether any threshold was sent at all."""
    return any(f"{table}.{attribute}" in given for table, attribute in FIELDS)


def _typed(text: str) -> str:
    return text.strip()[:_MOST_TYPED]


def _number(text: str) -> float | str:
    """Read a number, with a comma too; what is none stays text, which the rules refuse."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _thresholds(table: Mapping[str, object]) -> dict[str, float]:
    return {
        attribute: float(number) for attribute, number in table.items() if isinstance(number, float | int)
    }
