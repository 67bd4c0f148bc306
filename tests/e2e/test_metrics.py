"""What ops see of several processes: exact counts on /metrics and from `moderato queue`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.processes import House

COMMENTS = 60


def metrics(house: House) -> dict[str, float]:
    """Read /metrics: the samples of each name, added up over their labels; buckets by their bound."""
    answer = house.probe("/metrics")
    assert answer is not None
    assert answer.status == 200
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(answer.body):
        for sample in family.samples:
            name = sample.name + sample.labels.get("le", "") + sample.labels.get("outcome", "")
            found[name.removeprefix("moderato_")] = (
                found.get(name.removeprefix("moderato_"), 0) + sample.value
            )
    return found


def test_counts_are_exact_across_processes(open_house: Callable[..., House]) -> None:
    """One API, two workers, 60 comments of which one cannot be scored: every number says so."""
    house = open_house(MODERATO_SCORER="scripted", MODERATO_WORKERS="2")
    house.api.start()
    wait_until(lambda: house.probe("/livez"), "the API is up")
    for number in range(COMMENTS):
        assert house.post(f"{'raise' if number == 7 else 'Kommentar'} {number}").status == 202
    before = metrics(house)
    assert before["comments_accepted_total"] == before["pending_comments"] == COMMENTS
    assert before["oldest_pending_seconds"] > 0
    assert before["queue_depth"] == house.context.queues.screen.count > 0
    told = json.loads(house.command("queue", "status", "--json").stdout)
    assert told["pending_comments"] == COMMENTS
    assert told["oldest_pending_seconds"] > 0
    assert told["workers"]["screen"] == []
    house.workers.start()
    wait_until(lambda: metrics(house)["pending_comments"] == 0, "all is decided")
    after = metrics(house)
    assert after["comments_accepted_total"] == COMMENTS
    assert after["decisions_totalapprove"] == COMMENTS - 1
    assert after["decisions_totalflag"] == 1
    assert after["time_to_decision_seconds_count"] == COMMENTS
    assert after["time_to_decision_seconds_bucket+Inf"] == COMMENTS
    assert after["time_to_decision_seconds_sum"] > 0
    assert after["oldest_pending_seconds"] == after["queue_depth"] == 0
    assert after["dead_letters"] == after["review_queue_depth"] == 1
    wait_until(lambda: len(_status(house)["workers"]["screen"]) == 2, "both workers are seen")
    told = _status(house)
    assert (told["pending_comments"], told["oldest_pending_seconds"]) == (0, 0.0)
    assert told["jobs"]["screen"] == 0
    assert (told["dead_letters"], told["review_queue"]) == (1, {"zeitung": 1})
    text = house.command("queue", "status").stdout
    assert "pending comments   0, oldest 0.0 s" in text
    assert "workers alive      screen 2" in text
    assert "dead letters       1" in text
    dead = house.command("queue", "dead").stdout
    assert "LookupError" in dead
    assert "cannot score" not in dead


def _status(house: House) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(house.command("queue", "status", "--json").stdout)
    return told
