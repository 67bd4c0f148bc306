"""Style sheets, scripts and pictures: read once, packed once, and kept by browsers for ever.

Their address holds a hash of them all, so that a new version has a new address, imports of scripts included.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from aiohttp import web

from service.api.problems import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

PATH = "/desk/static/{version}/{name:.+}"
_MEDIA = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _Asset:
    raw: bytes
    packed: bytes
    media: str


async def get_static(request: web.Request, _: Any) -> web.Response:
    """Give one file.

    Raises:
        NotFound: There is none of that name, in this version.
    """
    asset = _assets().get(request.match_info["name"])
    if asset is None or request.match_info["version"] != version():
        raise NotFound
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    return web.Response(
        body=asset.packed if packed else asset.raw,
        content_type=asset.media,
        charset="utf-8",
        headers={"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
        | ({"Content-Encoding": "gzip"} if packed else {}),
    )


def address(name: str) -> str:
    """Give the address of a file, such as `css/desk.css`."""
    return PATH.replace("{version}", version()).replace("{name:.+}", name)


@cache
def version() -> str:
    """Give a short hash of all files."""
    hashed = hashlib.blake2b(digest_size=8)
    for name, asset in sorted(_assets().items()):
        hashed.update(name.encode() + b"\0" + asset.raw)
    return hashed.hexdigest()


@cache
def _assets() -> dict[str, _Asset]:
    return dict(_read(files("service.web").joinpath("static"), ""))


def _read(folder: Traversable, prefix: str) -> Iterator[tuple[str, _Asset]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _read(each, f"{prefix}{each.name}/")
        elif media := _MEDIA.get(each.name.rpartition(".")[2]):
            raw = each.read_bytes()
            yield f"{prefix}{each.name}", _Asset(raw, gzip.compress(raw, mtime=0), media)
