"""How many comments wait, by queue, by site, and by what they can be filtered by: sizes of sorted sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.queues import LANGUAGES, REASONS, Facet, Queue
from service.domain.score import Attribute
from service.storage import keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from redis import Redis

FACETS = tuple(
    Facet(name, str(value))
    for name, values in (("attribute", Attribute), ("reason", REASONS), ("language", LANGUAGES))
    for value in values
)
"""The facets that are counted: those with few values. Of an article or an author a view's count tells."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of waiting comments.

    Attributes:
        queues: By queue, then by site, of the queues that were asked for.
        facets: By facet, over the sites of one queue; those that nothing has are left out.
    """

    queues: dict[Queue, dict[str, int]]
    facets: dict[Facet, int]


def count(redis: Redis, sites: Mapping[Queue, Sequence[str]], queue: Queue | None = None) -> Tally:
    """Count in one round trip.

    Args:
        redis: The connection.
        sites: By queue, the sites whose comments may be counted.
        queue: The queue whose facets are counted, if those of one are.
    """
    asked = [(each, site) for each, some in sites.items() for site in some]
    pipe = redis.pipeline(transaction=False)
    for each, site in asked:
        pipe.zcard(keys.review(each, site))
    if queue is not None:
        for site in sites.get(queue, ()):
            for facet in FACETS:
                pipe.zcard(keys.facet(queue, site, *facet))
    sizes = list(pipe.execute())
    queues: dict[Queue, dict[str, int]] = {each: {} for each in sites}
    for (each, site), size in zip(asked, sizes, strict=False):
        queues[each][site] = size
    rest = sizes[len(asked) :]
    totals = {facet: sum(rest[number :: len(FACETS)]) for number, facet in enumerate(FACETS)}
    return Tally(queues, {facet: total for facet, total in totals.items() if total})
