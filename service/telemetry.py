"""Logs: one event a stage, JSON in production, readable on a terminal, never a private word."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from pydantic_core import to_json

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from service.settings import Settings

LIBRARIES = {"aiohttp": logging.WARNING, "asyncio": logging.WARNING, "rq": logging.WARNING}
"""How loud the libraries may be: theirs are the events nobody chose."""


def configure_logs(settings: Settings) -> None:
    """Send every log line, ours and the libraries', through structlog to stderr."""
    renderer = _renderer(settings.log_format)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_the_error,
    ]
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name, library_level in LIBRARIES.items():
        logging.getLogger(name).setLevel(library_level)


def name_the_error(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its type and where it arose: its message may hold a reader's words."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["frames"] = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _json(event: MutableMapping[str, Any], **_: Any) -> str:
    """Write an event; pydantic's writer takes a third less time than the standard library's."""
    return to_json(event, fallback=repr).decode()


def _renderer(log_format: str) -> Any:
    if log_format == "console" or (log_format == "auto" and sys.stderr.isatty()):
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(serializer=_json)
