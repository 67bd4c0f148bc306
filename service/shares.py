"""A batch's share of the rate limits: each site key's, and each author's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.errors import RateLimited
from service.storage.rate_limits import WINDOW, Grant, Limit, take

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.context import Context
    from service.submit import Intake

_KEY, _AUTHOR = "key", "author"


@dataclass(frozen=True, slots=True)
class Shares:
    """What the limits left of a batch.

    Attributes:
        refusals: Who goes without, by place in the batch.
        keys: What each site key's limit granted, by the key's name; empty where there is no limit.
    """

    refusals: dict[int, RateLimited]
    keys: dict[str, Grant]


def take_shares(context: Context, batch: Sequence[Intake]) -> Shares:
    """Take from each site key's and each author's limit, in one round trip."""
    quotas = {_KEY: context.settings.key_rate, _AUTHOR: context.settings.author_rate}
    names = [((_KEY, intake.key), (_AUTHOR, intake.comment.author)) for intake in batch]
    wanted = Counter(name for pair in names for name in pair if quotas[name[0]])
    limits = [Limit(":".join(name), quotas[name[0]], count) for name, count in wanted.items()]
    grants = dict(zip(wanted, take(context.redis, limits), strict=True))
    left = {name: grant.granted for name, grant in grants.items()}
    refusals: dict[int, RateLimited] = {}
    for number, pair in enumerate(names):
        for name in pair:
            if name in left:
                left[name] -= 1
                if left[name] < 0:
                    refusals.setdefault(number, _refusal(name[0], quotas[name[0]], grants[name]))
    return Shares(refusals, {name[1]: grant for name, grant in grants.items() if name[0] == _KEY})


def _refusal(kind: str, quota: int, grant: Grant) -> RateLimited:
    return RateLimited(limit=kind, quota=quota, window=WINDOW, retry_after=max(1, grant.retry_after))
