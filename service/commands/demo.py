"""Comments to try the desk with: what readers of a local paper might write, posted as a site would."""

from __future__ import annotations

import json
import urllib.request
from importlib.resources import files
from typing import Any

_WITHIN = 10.0
"""Seconds that one submission may take."""


def demo_comments() -> list[dict[str, Any]]:
    """Give the fields of each submission, in order of time; `site` says which are for another one."""
    text = files("service.commands").joinpath("demo.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def post_demo_comments(api: str, site_key: str) -> None:
    """Post them all.

    Raises:
        OSError: The API does not take one.
    """
    for each in demo_comments():
        fields = {name: value for name, value in each.items() if name != "site"}
        request = urllib.request.Request(  # noqa: S310 - our own listener
            f"{api}/v1/comments",
            data=json.dumps(fields).encode(),
            headers={"Authorization": f"Bearer {site_key}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=_WITHIN).close()  # noqa: S310 - our own listener
