"""The metrics, read from Redis at each scrape: right across processes, hosts and restarts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from service.queue import depths
from service.storage import dead_letters, degraded, pending, review_queue, sites, statistics, webhooks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client.core import Metric

    from service.context import Context


class QueueCollector(Collector):
    """Reads the state of the queue whenever Prometheus asks."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def describe(self) -> Iterable[Metric]:
        """Name nothing in advance: that would ask Redis at start."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Read everything."""
        redis = self._context.redis
        counters = statistics.read(redis)
        yield self._queue_depth()
        yield GaugeMetricFamily(
            "moderato_pending_comments", "Comments that wait for their decision.", pending.count(redis)
        )
        since = pending.since(redis)
        yield GaugeMetricFamily(
            "moderato_oldest_pending_seconds",
            "Age of the comment that waits longest for its decision.",
            0.0 if since is None else max(0.0, time.time() - since / 1000),
        )
        yield _time_to_decision(counters)
        yield _labelled(
            "moderato_decisions",
            "Decisions by site, outcome and who decided.",
            counters,
            "decisions",
            ["site", "outcome", "decided_by"],
        )
        review = GaugeMetricFamily(
            "moderato_review_queue_depth", "Comments that wait for a moderator.", labels=["site"]
        )
        for site in sites.every(redis):
            review.add_metric([site.id], review_queue.count(redis, site.id))
        yield review
        yield GaugeMetricFamily(
            "moderato_dead_letters", "Comments that could not be scored.", dead_letters.count(redis)
        )
        yield GaugeMetricFamily(
            "moderato_degraded_comments",
            "Comments that wait to be scored again, by a backend that was away.",
            degraded.count(redis),
        )
        yield CounterMetricFamily(
            "moderato_degraded_decisions",
            "Decisions on the built-in's scores in a backend's place.",
            counters.get("degraded", 0),
        )
        yield _labelled(
            "moderato_rescored_comments", "Comments scored again.", counters, "rescored", ["outcome"]
        )
        yield _labelled(
            "moderato_scored_comments", "Comments by who scored them.", counters, "scored", ["scorer"]
        )
        yield _deliveries(*webhooks.count(redis))
        yield CounterMetricFamily(
            "moderato_comments_accepted", "Comments accepted.", counters.get("accepted", 0)
        )

    def _queue_depth(self) -> Metric:
        family = GaugeMetricFamily("moderato_queue_depth", "Jobs that wait in a queue.", labels=["queue"])
        for name, depth in depths(self._context.queues).items():
            family.add_metric([name], depth)
        return family


def _deliveries(waiting: int, given_up: int) -> Metric:
    family = GaugeMetricFamily("moderato_deliveries", "Webhook deliveries not made.", labels=["state"])
    family.add_metric(["waiting"], waiting)
    family.add_metric(["given_up"], given_up)
    return family


def _labelled(name: str, meaning: str, counters: dict[str, int], counter: str, labels: list[str]) -> Metric:
    """Give the counters named `counter|label|…` as one metric."""
    family = CounterMetricFamily(name, meaning, labels=labels)
    for field, number in sorted(counters.items()):
        first, *values = field.split("|")
        if first == counter:
            family.add_metric(values, number)
    return family


def _time_to_decision(counters: dict[str, int]) -> Metric:
    total, buckets = 0, []
    for bound in (*map(str, statistics.BUCKETS), "+Inf"):
        total += counters.get(f"seconds|{bound}", 0)
        buckets.append((bound, total))
    family = HistogramMetricFamily(
        "moderato_time_to_decision_seconds", "Seconds from acceptance to the policy's decision."
    )
    family.add_metric([], buckets, statistics.sum_seconds(counters))
    return family
