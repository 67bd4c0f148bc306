"""Texts go to a backend in lots that it can do in time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workers.backends.keeper import LARGEST_LOT, cut_into_lots


@given(st.lists(st.integers(0, 9_000).map("x".__mul__), max_size=30), st.integers(1, 8))
def test_each_text_is_in_one_lot_and_no_lot_is_too_much(texts: list[str], largest: int) -> None:
    """Each place comes once; a lot has so many texts at most, and little text, or only one."""
    lots = list(cut_into_lots(texts, largest))
    assert sorted(at for lot in lots for at in lot) == list(range(len(texts)))
    for lot in lots:
        assert len(lot) <= largest
        assert len(lot) == 1 or len(lot) * max(len(texts[at]) for at in lot) <= LARGEST_LOT
