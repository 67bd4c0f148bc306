"""Fetches one of the models that Detoxify publishes, and makes it loadable without the network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workers.backends.backend import BackendRefusedError, among
from workers.backends.detoxify_checkpoint import LONGEST, import_detoxify, read_checkpoint
from workers.backends.files import check_hash
from workers.backends.hub import CONFIGURATION, check_commit, fetch

if TYPE_CHECKING:
    from collections.abc import Sequence


def fetch_published(model: str, revision: str, sha256: str) -> tuple[Path, Path]:
    """Give a published model's checkpoint and configuration, downloaded where they are not there yet.

    Args:
        model: `original`, `unbiased`, `multilingual` or another that Detoxify publishes.
        revision: Commit, on the hub, of the base model whose configuration and tokenizer it uses.
        sha256: The checkpoint's hash, as hex digits.

    Raises:
        BackendRefusedError: One of them is not to be had, or not what it must be.
    """
    check_commit(model, revision)  # before anything is downloaded
    torch, detoxify = import_detoxify()
    url = detoxify.MODEL_URLS[among("model", model, list(detoxify.MODEL_URLS))]
    checkpoint = Path(torch.hub.get_dir()) / "checkpoints" / url.rpartition("/")[2]
    if not checkpoint.exists():
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        try:
            torch.hub.download_url_to_file(url, str(checkpoint), progress=False)
        except OSError as error:
            raise BackendRefusedError(f"{url} cannot be had: {type(error).__name__}") from error
    check_hash(checkpoint, sha256)
    loaded = torch.load(checkpoint, map_location="cpu", weights_only=False)
    classes, arguments = read_checkpoint(checkpoint, loaded)
    base = fetch(str(arguments["model_type"]), revision, CONFIGURATION)
    folder = checkpoint.with_suffix(f".{revision[:12]}")
    _write_configuration(base, folder, classes, int(arguments["num_classes"]))
    return checkpoint, folder


def _write_configuration(base: Path, folder: Path, classes: Sequence[str], heads: int) -> None:
    """Copy the base model's files, and add what it does not know: Detoxify's labels, and a longest text."""
    shutil.copytree(base, folder, dirs_exist_ok=True)
    # Detoxify's larger heads go on with identity labels, which it leaves out of its answers.
    labels = [*classes, *(f"identity_{number}" for number in range(len(classes), heads))]
    _amend(folder / "config.json", id2label=dict(enumerate(labels)), label2id=None, num_labels=heads)
    _amend(folder / "tokenizer_config.json", model_max_length=LONGEST)


def _amend(file: Path, **changes: Any) -> None:
    document = json.loads(file.read_text("utf-8")) if file.exists() else {}
    wanted = {name: value for name, value in {**document, **changes}.items() if value is not None}
    file.write_text(json.dumps(wanted), "utf-8")
