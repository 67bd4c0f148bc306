"""Cursors lead on from where they were given, and from nowhere else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from service.api import cursor

IDS = st.from_regex(r"[0-9A-Za-z-]{1,64}", fullmatch=True)


@given(IDS)
def test_an_id_comes_back(comment_id: str) -> None:
    """A cursor says what it was made of."""
    assert cursor.to_id(cursor.of_id(comment_id)) == comment_id


@given(st.integers(0, 10**15 + 10**13), IDS)
def test_a_place_comes_back(rank: int, comment_id: str) -> None:
    """A place in the review queue keeps its rank exactly."""
    place = (float(rank), comment_id)
    assert cursor.to_place(cursor.of_place(place)) == place


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_anything_else_is_refused(text: str) -> None:
    """Any other text is refused, or is a cursor of a sound form; it never raises anything else."""
    for read in (cursor.to_id, cursor.to_place):
        try:
            found = read(text)
        except PydanticCustomError:
            continue
        assert found is not None


def test_the_kinds_are_not_mixed_up() -> None:
    """A cursor of the list of comments is none of the review queue."""
    with pytest.raises(PydanticCustomError):
        cursor.to_place(cursor.of_id("0190-abc"))
    with pytest.raises(PydanticCustomError):
        cursor.to_id(cursor.of_place((5.0, "x")))
