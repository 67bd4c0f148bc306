"""Keeping how a moderator likes to work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from service.storage import preferences

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.domain.preferences import Preferences

log = structlog.get_logger()


def save_preferences(context: Context, moderator: Moderator, chosen: Preferences) -> None:
    """Store a moderator's personal settings. They concern nobody else, so that no audit log tells of them."""

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        preferences.save(pipe, moderator.id, chosen)

    context.write(body)
    log.info("preferences_saved", moderator=moderator.id)
