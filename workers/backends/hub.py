"""The hub: a model's files at one commit, downloaded once and then read from the cache."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from workers.backends.backend import BackendRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIGURATION = ("*.json", "*.txt", "*.model")
"""A model's configuration and its tokenizer's files."""


def check_commit(model: str, revision: str) -> None:
    """Make sure that a revision is a full commit.

    Raises:
        BackendRefusedError: It is not.
    """
    if not re.fullmatch(r"[0-9a-f]{40}", revision):
        raise BackendRefusedError(
            f"{model} is no folder here; from the hub it needs revision=COMMIT, 40 digits, not {revision!r}"
        )


def fetch(model: str, revision: str, patterns: Sequence[str]) -> Path:
    """Give the folder with a model's files at a commit; from the network only where they are not there yet.

    Args:
        model: Its id on the hub, such as `xlm-roberta-base`.
        revision: The full commit: a branch or a tag may change its meaning.
        patterns: Names of the wanted files.

    Raises:
        BackendRefusedError: The revision is no commit, or the files are not to be had.
    """
    check_commit(model, revision)
    hub = importlib.import_module("huggingface_hub")
    try:
        return Path(hub.snapshot_download(model, revision=revision, allow_patterns=[*patterns]))
    except Exception as error:  # the hub's client raises its own, urllib3's, httpx's and OSError
        raise BackendRefusedError(
            f"{model} at {revision} cannot be had from the hub: {type(error).__name__}"
        ) from error
