"""The API killed while it takes a comment: the client tries again with its key, and has one comment."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from service.storage import comments
from tests.e2e.counts import counted
from tests.e2e.processes import SITE, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.processes import House


@pytest.mark.parametrize(
    ("place", "replayed"),
    [("service.submit:submit", None), ("service.submit:log_accepted", "true")],
    ids=["before the commit", "after the commit, before the answer"],
)
def test_a_retry_after_kill_9_gives_one_comment(
    open_house: Callable[..., House], place: str, replayed: str | None
) -> None:
    """Killed before or after the commit, the client's retry with the same key ends with one comment."""
    house = open_house(HOUSE_HALT_AT=place)
    house.api.start()
    wait_until(lambda: house.probe("/livez"), "the API is up")
    marker = house.folder / "halted"
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(house.post, "Danke", Idempotency_Key="once")
        wait_until(lambda: marker.exists() and marker.read_text(), "the API is at the place")
        os.kill(int(marker.read_text()), signal.SIGKILL)
        with pytest.raises(OSError, match=r"closed connection|reset by peer"):
            answer.result()
    house.api.process.wait()
    house.api.start()
    wait_until(lambda: house.probe("/livez"), "the API is up again")
    again = house.post("Danke", Idempotency_Key="once")
    assert again.status == 202
    assert again.headers.get("Idempotency-Replayed") == replayed
    [stored] = comments.page(house.context.redis, SITE, None, None, 10)
    assert stored == again.body["id"]
    assert counted(house.context) == (1, 0)
