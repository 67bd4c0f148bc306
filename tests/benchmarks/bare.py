"""The yardstick for accepting: a bare aiohttp handler that reads the same JSON and answers 202 with JSON."""

from __future__ import annotations

import json
import sys

import uvloop
from aiohttp import web

_AT = "2026-01-01T00:00:00.000000Z"


async def post(request: web.Request) -> web.Response:
    """Read, and answer about as many bytes as Moderato does."""
    document = json.loads(await request.read())
    receipt = {"id": "0" * 36, "status": "pending", "post": document["post"], "created_at": _AT}
    return web.json_response(receipt, status=202)


def main() -> None:
    """Serve on the port given."""
    uvloop.install()
    app = web.Application()
    app.router.add_post("/v1/comments", post)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
