"""Loads a Detoxify checkpoint, and refuses one that would score at random."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from workers.backends.backend import BackendRefusedError
from workers.backends.files import check_hash, check_there, read_labels_of
from workers.backends.labels import DETOXIFY

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 512  # tokens that Detoxify's models have positions for


def load_detoxify(checkpoint: Path, config: Path, sha256: str, threads: int = 0) -> Any:
    """Load a Detoxify model without reaching for the network.

    Detoxify's own loader asks the hub for the architecture and fills missing weights at random. So its
    parts are called one by one, with the checks between them.

    Args:
        checkpoint: The `.ckpt` file. Loading unpickles it, which can run code: hence the hash.
        config: Folder with `config.json` and the tokenizer's files.
        sha256: The checkpoint's hash, as hex digits.
        threads: Threads that torch may use; 0 leaves it to torch.

    Returns:
        A `detoxify.Detoxify`, ready to predict.

    Raises:
        BackendRefusedError: For a missing file, a wrong hash, missing weights or wrong labels, or where
            detoxify is not installed.
    """
    check_there(checkpoint, config / "config.json", config / "tokenizer_config.json")
    check_hash(checkpoint, sha256)
    torch, detoxify = import_detoxify()
    if threads:
        torch.set_num_threads(threads)
    loaded = torch.load(checkpoint, map_location="cpu", weights_only=False)
    classes, arguments = read_checkpoint(checkpoint, loaded)
    _check_labels(config, classes)
    # The name of a model on the hub would send transformers there; the folder has the same facts.
    arguments = {**arguments, "model_type": str(config)}
    state = loaded["state_dict"]
    try:
        model, tokenizer = detoxify.get_model_and_tokenizer(
            **arguments, state_dict=state, huggingface_config_path=str(config)
        )
    except (OSError, RuntimeError, KeyError, AttributeError, TypeError, ValueError) as error:
        raise BackendRefusedError(
            f"{checkpoint} does not fit the configuration in {config}: {error}"
        ) from error
    _check_weights(checkpoint, model, state)
    return _assemble(detoxify, model, tokenizer, classes)


def import_detoxify() -> tuple[Any, Any]:
    """Give torch and the module of Detoxify that has its parts.

    Raises:
        BackendRefusedError: They are not installed.
    """
    try:
        # By name, since both are optional, and load for seconds.
        return importlib.import_module("torch"), importlib.import_module("detoxify.detoxify")
    except ImportError as error:
        raise BackendRefusedError("detoxify needs `pip install moderato[detoxify]`") from error


def read_checkpoint(checkpoint: Path, loaded: Any) -> tuple[list[str], dict[str, Any]]:
    """Give a checkpoint's classes, and what its model is built with.

    Args:
        checkpoint: Where it is from, for the message.
        loaded: What torch loaded of it.

    Raises:
        BackendRefusedError: It is something else.
    """
    try:
        classes = list(loaded["config"]["dataset"]["args"]["classes"])
        arguments = dict(loaded["config"]["arch"]["args"])
        loaded["state_dict"].keys()
    except (KeyError, TypeError, AttributeError) as error:
        raise BackendRefusedError(f"{checkpoint} is no Detoxify checkpoint: {error!r} is missing") from error
    unknown = [name for name in classes if name not in DETOXIFY]
    if unknown or not classes:
        raise BackendRefusedError(f"{checkpoint} has the classes {classes}; Detoxify knows no {unknown}")
    return classes, arguments


def _check_labels(config: Path, classes: list[str]) -> None:
    """Compare the labels with the checkpoint's: in another order, every score gets another's name."""
    named = read_labels_of(config)
    wanted = [DETOXIFY[name] for name in classes]
    # Detoxify's larger heads go on with identity labels, which it leaves out of its answers.
    if [DETOXIFY.get(name) for name in named[: len(wanted)]] != wanted:
        raise BackendRefusedError(
            f"{config / 'config.json'} has the labels {named}, the checkpoint has {classes}"
        )


def _check_weights(checkpoint: Path, model: Any, state: Any) -> None:
    missing = sorted(name for name, _ in model.named_parameters() if name not in state)
    if missing:
        raise BackendRefusedError(
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
