"""Reading policy files, for files that nobody has thought of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import PolicyInvalid
from service.domain.policy_file import parse_policy
from service.domain.score import Attribute

NAMES = st.sampled_from([str(each) for each in Attribute])
KEYS = NAMES | st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
VALUES = st.floats() | st.integers(-3, 3) | st.booleans() | st.just('"0.5"') | st.just("[1]")


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | float) else str(value)


@given(
    st.lists(st.tuples(KEYS, VALUES), max_size=6, unique_by=lambda pair: pair[0]),
    st.lists(st.tuples(KEYS, VALUES), max_size=3, unique_by=lambda pair: pair[0]),
)
def test_a_file_is_good_or_each_bad_line_is_named(
    flag: list[tuple[str, object]], reject: list[tuple[str, object]]
) -> None:
    """Whatever keys and thresholds a file has, exactly its bad lines are told, and a good one is taken."""
    lines = ["[flag]", *(f"{key} = {_toml(value)}" for key, value in flag)]
    lines += ["[reject]", *(f"{key} = {_toml(value)}" for key, value in reject)]
    bad = {
        number
        for first, table, known in (
            (2, flag, {str(each) for each in Attribute}),
            (len(flag) + 3, reject, {"SPAM"}),
        )
        for number, (key, value) in enumerate(table, start=first)
        if key not in known
        or isinstance(value, bool | str)
        or not (isinstance(value, int | float) and 0 <= value <= 1)
    } | (set() if flag else {1})
    try:
        policy = parse_policy("\n".join(lines), "p.toml")
    except PolicyInvalid as refused:
        told = [re.fullmatch(r"p\.toml:(\d+): .+", each) for each in refused.problems]
        assert {each and int(each[1]) for each in told} == bad
    else:
        assert not bad
        assert policy.flag == {key: float(str(value)) for key, value in flag}


@given(st.text())
def test_any_text_is_a_policy_or_is_refused(text: str) -> None:
    """No text makes anything but a policy or a refusal with file and line."""
    problems: list[str] | None = None
    try:
        parse_policy(text, "p.toml")
    except PolicyInvalid as refused:
        problems = refused.problems
    assert problems != []
    assert all(re.match(r"p\.toml:\d+: ", each) for each in problems or ())


@pytest.mark.parametrize("threshold", ["0", "1", "0.0", "1.0", "-0.0", "1e-9", "0x1"])
def test_the_bounds_are_good(threshold: str) -> None:
    """0 flags everything and 1 only the certain; both are allowed."""
    assert 0 <= parse_policy(f"[flag]\nTOXICITY = {threshold}", "p").flag["TOXICITY"] <= 1
