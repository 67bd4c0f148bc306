"""Taking back one's last act: as a whole, and nothing that others did since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from service import review
from service.domain.comment import Status
from service.domain.errors import NothingToUndo
from service.storage import comments, webhooks
from tests.integration.undoing import ANNA, APPROVE, BERTA, REJECT, flagged, heard, let_pass, window

if TYPE_CHECKING:
    from service.context import Context

__all__ = ["heard", "window"]


def test_the_last_act_is_taken_back_as_a_whole(window: Context, heard: list[tuple[str, str]]) -> None:
    """One press of a key takes back what the last one did, be it many; then the one before; then nothing."""
    ids = [flagged(window) for _ in range(230)]
    review.decide(window, ANNA, ids[0], APPROVE)
    results = review.decide_many(window, ANNA, ids[1:], REJECT)
    assert len(results) == 229
    review.decide(window, BERTA, flagged(window), REJECT)
    assert {each.id for each in review.undo_last(window, ANNA)} == set(ids[1:])
    assert [each.id for each in review.undo_last(window, ANNA)] == [ids[0]]
    with pytest.raises(NothingToUndo):
        review.undo_last(window, ANNA)
    assert webhooks.count(window.redis)[0] == 2
    let_pass(window)
    assert len(heard) == 2


def test_what_others_did_since_is_not_taken_back(window: Context) -> None:
    """A decision that another turned, or that was taken back and made anew, is no longer one's last act."""
    dora = replace(BERTA, id="dora")
    turned_one, again, mine = [flagged(window) for _ in range(3)]
    review.decide_many(window, BERTA, [turned_one, again, mine], REJECT)
    review.reverse(window, dora, turned_one, APPROVE)
    review.undo(window, dora, again)
    review.decide(window, ANNA, again, APPROVE)
    assert [each.id for each in review.undo_last(window, BERTA)] == [mine]
    found = [each and each.status for each in comments.load(window.redis, [turned_one, again, mine])]
    assert found == [Status.APPROVED, Status.APPROVED, Status.FLAGGED]
