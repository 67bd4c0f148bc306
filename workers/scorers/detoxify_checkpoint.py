"""Loads a Detoxify checkpoint from local files, and refuses one that would score at random."""

from __future__ import annotations

import hashlib
import hmac
import importlib
import json
from typing import TYPE_CHECKING, Any

from service.domain.score import Attribute

if TYPE_CHECKING:
    from pathlib import Path

# Detoxify's class names, in the spellings of all its models.
ATTRIBUTES = {
    "toxicity": Attribute.TOXICITY,
    "toxic": Attribute.TOXICITY,
    "severe_toxicity": Attribute.SEVERE_TOXICITY,
    "severe_toxic": Attribute.SEVERE_TOXICITY,
    "obscene": Attribute.PROFANITY,
    "threat": Attribute.THREAT,
    "insult": Attribute.INSULT,
    "identity_attack": Attribute.IDENTITY_ATTACK,
    "identity_hate": Attribute.IDENTITY_ATTACK,
    "sexual_explicit": Attribute.SEXUALLY_EXPLICIT,
}
LONGEST = 512  # tokens that Detoxify's models have positions for


class CheckpointRefusedError(ValueError):
    """A checkpoint, its configuration or its hash is not what it must be; the message says what and where."""


def load_detoxify(checkpoint: Path, config: Path, sha256: str) -> Any:
    """Load a Detoxify model without reaching for the network.

    Detoxify's own loader asks the hub for the architecture and fills missing weights at random. So its
    parts are called one by one, with the checks between them.

    Args:
        checkpoint: The `.ckpt` file. Loading unpickles it, which can run code: hence the hash.
        config: Folder with `config.json` and the tokenizer's files.
        sha256: The checkpoint's hash, as hex digits.

    Returns:
        A `detoxify.Detoxify`, ready to predict.

    Raises:
        CheckpointRefusedError: For a missing file, a wrong hash, missing weights or wrong labels.
        RuntimeError: Where detoxify is not installed.
    """
    _check_files(checkpoint, config, sha256)
    torch, detoxify = _import_detoxify()
    loaded = torch.load(checkpoint, map_location="cpu", weights_only=False)
    classes, arguments = _read_checkpoint(checkpoint, loaded)
    _check_labels(config, classes)
    # The name of a model on the hub would send transformers there; the folder has the same facts.
    arguments = {**arguments, "model_type": str(config)}
    state = loaded["state_dict"]
    try:
        model, tokenizer = detoxify.get_model_and_tokenizer(
            **arguments, state_dict=state, huggingface_config_path=str(config)
        )
    except (OSError, RuntimeError, KeyError, AttributeError, TypeError) as error:
        raise CheckpointRefusedError(
            f"{checkpoint} does not fit the configuration in {config}: {error}"
        ) from error
    _check_weights(checkpoint, model, state)
    return _assemble(detoxify, model, tokenizer, classes)


def _check_files(checkpoint: Path, config: Path, sha256: str) -> None:
    for path in (checkpoint, config / "config.json", config / "tokenizer_config.json"):
        if not path.is_file():
            raise CheckpointRefusedError(f"there is no file {path}")
    with checkpoint.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if not hmac.compare_digest(found, sha256.strip().lower()):
        raise CheckpointRefusedError(f"{checkpoint} has sha256 {found}, the settings want {sha256 or 'none'}")


def _import_detoxify() -> tuple[Any, Any]:
    try:
        # By name, since both are optional, and load for seconds.
        return importlib.import_module("torch"), importlib.import_module("detoxify.detoxify")
    except ImportError as error:
        raise RuntimeError("the detoxify scorer needs `pip install moderato[detoxify]`") from error


def _read_checkpoint(checkpoint: Path, loaded: Any) -> tuple[list[str], dict[str, Any]]:
    try:
        classes = list(loaded["config"]["dataset"]["args"]["classes"])
        arguments = dict(loaded["config"]["arch"]["args"])
        loaded["state_dict"].keys()
    except (KeyError, TypeError, AttributeError) as error:
        raise CheckpointRefusedError(
            f"{checkpoint} is no Detoxify checkpoint: {error!r} is missing"
        ) from error
    unknown = [name for name in classes if name not in ATTRIBUTES]
    if unknown or not classes:
        raise CheckpointRefusedError(f"{checkpoint} has the classes {classes}; Detoxify knows no {unknown}")
    return classes, arguments


def _check_labels(config: Path, classes: list[str]) -> None:
    """Compare the labels with the checkpoint's: in another order, every score gets another's name."""
    path = config / "config.json"
    labels = json.loads(path.read_text("utf-8")).get("id2label") or {}
    named = [labels[key] for key in sorted(labels, key=int)]
    wanted = [ATTRIBUTES[name] for name in classes]
    # Detoxify's larger heads go on with identity labels, which it leaves out of its answers.
    if [ATTRIBUTES.get(name) for name in named[: len(wanted)]] != wanted:
        raise CheckpointRefusedError(f"{path} has the labels {named}, the checkpoint has {classes}")


def _check_weights(checkpoint: Path, model: Any, state: Any) -> None:
    missing = sorted(name for name, _ in model.named_parameters() if name not in state)
    if missing:
        raise CheckpointRefusedError(
            f"{checkpoint} lacks {len(missing)} weights, which would be random: {', '.join(missing[:5])}"
        )


def _assemble(detoxify: Any, model: Any, tokenizer: Any, classes: list[str]) -> Any:
    # A tokenizer without a length lets long texts run past the model's positions and crash it.
    positions = getattr(model.config, "max_position_embeddings", LONGEST + 2)
    tokenizer.model_max_length = min(tokenizer.model_max_length, LONGEST, max(positions - 2, 1))
    predictor = detoxify.Detoxify.__new__(detoxify.Detoxify)
    super(type(predictor), predictor).__init__()
    predictor.model, predictor.tokenizer = model.eval(), tokenizer
    predictor.class_names, predictor.device = classes, "cpu"
    return predictor
