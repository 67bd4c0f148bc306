"""Logs name an error by its type and place; its message, which may hold a reader's words, stays out."""

from __future__ import annotations

import json
import subprocess
import sys

SECRET = "Geheimes-Wort"

SCRIPT = f"""
import logging, structlog
from service.settings import Settings
from service.telemetry import configure_logs

configure_logs(Settings(log_format="json"))
try:
    raise ValueError("{SECRET}")
except ValueError as error:
    structlog.get_logger().error("ours", exc_info=error)
    structlog.get_logger().error("ours_too", exc_info=True)
    logging.getLogger("aiohttp.server").exception("theirs")
    logging.getLogger("rq").error("theirs_too", exc_info=True)
    logging.getLogger("anything").warning("else", exc_info=error)
logging.getLogger("anything").info("too quiet to be heard")
"""


def test_no_error_says_its_message() -> None:
    """Ours or a library's, each line is JSON with type and frames of the error, on stderr alone."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == ""
    assert SECRET not in done.stderr
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == ["ours", "ours_too", "theirs", "theirs_too", "else"]
    for event in events:
        assert event["error"] == "ValueError"
        assert event["frames"] == ["<string>:8 <module>"]
        assert event["level"] in ("error", "warning")
        assert event["timestamp"].endswith("Z")
