"""The one error that a caller of the embedded Redis has to know."""

from __future__ import annotations


class EmbeddedRedisError(Exception):
    """The embedded Redis cannot run; the text says why and what to do."""
