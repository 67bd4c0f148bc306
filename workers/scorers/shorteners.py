"""Recognises hosts that shorten links, from hashes of their names."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from workers.scorers.linear import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from service.links import Link


def hash_host(host: str) -> int:
    """Hash a host's name as the shipped list holds it.

    Args:
        host: Lower case, without `www.`.
    """
    return int.from_bytes(hashlib.blake2b(host.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def load_shorteners(folder: Path = MODELS) -> frozenset[int]:
    """Read the hashes that `moderato train` built.

    Args:
        folder: Where `shorteners.npy` is.
    """
    return frozenset(np.load(folder / "shorteners.npy", allow_pickle=False).tolist())


def shorteners_among(links: Iterable[Link], known: frozenset[int]) -> frozenset[str]:
    """Give the hosts among `links` that shorten others.

    Args:
        links: A comment's links.
        known: Hashes of shorteners.
    """
    return frozenset(link.host for link in links if hash_host(link.host) in known)
