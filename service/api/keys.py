"""What the HTTP process's handlers find in their application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from service.admission import Admission
from service.api.access import SiteKeys
from service.context import Context
from service.deliverability import Deliverability
from service.feed import Feed
from service.group_commit import GroupCommit
from service.waiters import Waiters


@dataclass(frozen=True, slots=True)
class Http:
    """The parts of the HTTP process."""

    context: Context
    group_commit: GroupCommit
    admission: Admission
    waiters: Waiters
    feed: Feed
    site_keys: SiteKeys
    deliverability: Deliverability | None


HTTP: Final = web.AppKey("HTTP", Http)
