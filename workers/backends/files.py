"""A backend's files: there, and those that the operator named by their hash."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from workers.backends.backend import BackendRefusedError
from workers.backends.hub import CONFIGURATION

if TYPE_CHECKING:
    from pathlib import Path


def check_there(*files: Path) -> None:
    """Make sure that files are there.

    Raises:
        BackendRefusedError: One is not.
    """
    for file in files:
        if not file.is_file():
            raise BackendRefusedError(f"there is no file {file}")


def check_hash(file: Path, sha256: str) -> None:
    """Make sure that a file is the one that the operator named, before anything reads it.

    Args:
        file: The file.
        sha256: Its hash in hex.

    Raises:
        BackendRefusedError: It is another.
    """
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if not hmac.compare_digest(found, sha256.strip().lower()):
        raise BackendRefusedError(f"{file} has sha256 {found}, the settings want {sha256 or 'none'}")


def version_of(sha256: str, folder: Path, *options: str) -> str:
    """Name all that decides a model's scores: its weights, its configuration and tokenizer, and its options.

    Args:
        sha256: The weights' hash in hex.
        folder: With the configuration and the tokenizer's files.
        options: Those that change a score.

    Returns:
        The first digits of the weights' hash, and of a hash of the rest.
    """
    rest = hashlib.sha256(repr(options).encode())
    for file in sorted(each for pattern in CONFIGURATION for each in folder.glob(pattern)):
        rest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return f"{sha256.strip().lower()[:12]}-{rest.hexdigest()[:6]}"


def read_labels_of(folder: Path) -> list[str]:
    """Read the names of a model's labels from its `config.json`, in order.

    Raises:
        BackendRefusedError: It cannot be read.
    """
    path = folder / "config.json"
    try:
        document: dict[str, Any] = json.loads(path.read_text("utf-8"))
        labels: dict[str, str] = document.get("id2label") or {}
        return [str(labels[key]) for key in sorted(labels, key=int)]
    except (ValueError, AttributeError, TypeError) as error:
        raise BackendRefusedError(f"{path} is no configuration of a model: {error}") from error
