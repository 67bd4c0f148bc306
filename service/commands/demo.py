"""Comments to try the desk with: what readers of a local paper might write, posted as a site would."""

from __future__ import annotations

import csv
import json
import urllib.request
from importlib.resources import files
from zlib import crc32

_WITHIN = 10.0
"""Seconds that one submission may take."""


def post_demo_comments(api: str, site_key: str) -> int:
    """Post them all, answers with the comment that they answer; give their number.

    Raises:
        OSError: The API does not take one.
    """
    ids: dict[str, str] = {}
    text = files("service.commands").joinpath("demo.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        name = row["author_name"]
        ids[row["key"]] = _post(
            api,
            site_key,
            {
                "post": row["post"],
                "parent": ids.get(row["parent"]),
                "author_name": name,
                "author_email": f"leser-{crc32(name.encode()):08x}@example.org",
                "content": row["content"],
                "permalink": f"https://zeitung.example/{row['post']}",
            },
        )
    return len(ids)


def _post(api: str, site_key: str, fields: dict[str, str | None]) -> str:
    request = urllib.request.Request(  # noqa: S310 - our own listener
        f"{api}/v1/comments",
        data=json.dumps(fields).encode(),
        headers={"Authorization": f"Bearer {site_key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=_WITHIN) as answer:  # noqa: S310 - our own listener
        accepted: str = json.load(answer)["id"]
    return accepted
