"""Loads a transformers model for sequence classification, and refuses one that would score at random."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.backends.backend import BackendRefusedError, among
from workers.backends.hub import CONFIGURATION, fetch

Predictor = Callable[[list[str]], list[list[float]]]

WEIGHTS = ("model.safetensors", "pytorch_model.bin")
"""Files that may hold the weights, the better one first: the second is a pickle."""
LONGEST = 512
"""Tokens of a text that are scored; some models would take more, and minutes with them."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """A model that is loaded.

    Attributes:
        folder: Where it is from.
        labels: What it tells apart, in order.
        model: The torch module.
        tokens: Makes tensors of texts.
        predict: Gives a row of probabilities for each text, one a label.
        activate: Makes probabilities of a torch tensor of logits.
        joined: Makes one score of the scores of several labels.
        threads: Threads that it may use; 0 leaves it to the library.
    """

    folder: Path
    labels: list[str]
    model: Any
    tokens: Callable[[list[str]], Any]
    predict: Predictor
    activate: Callable[[Any], Any]
    joined: Callable[[Sequence[float]], float]
    threads: int


def find_folder(model: str, revision: str) -> Path:
    """Give the folder with a model's files.

    Args:
        model: The folder, or an id on the hub.
        revision: The commit on the hub; only an id has one.

    Raises:
        BackendRefusedError: There is no such folder, and it is no id with a commit.
    """
    folder = Path(model)
    if folder.is_dir() and not revision:
        return folder
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", model) or not revision:
        raise BackendRefusedError(
            f"there is no folder {model}; an id on the hub needs revision=COMMIT beside it"
        )
    return fetch(model, revision, (*CONFIGURATION, *WEIGHTS))


def find_weights(folder: Path) -> Path:
    """Give the file with a model's weights.

    Raises:
        BackendRefusedError: There is none, or they are in several.
    """
    for name in WEIGHTS:
        if (folder / name).is_file():
            return folder / name
    raise BackendRefusedError(
        f"{folder} has neither {' nor '.join(WEIGHTS)}: weights in several files are not supported"
    )


def load_classifier(folder: Path, weights: Path, scores: str, threads: int) -> Classifier:
    """Load a model and its tokenizer from a folder, without reaching for the network.

    Args:
        folder: The model's files.
        weights: The one with the weights, its hash checked.
        scores: `sigmoid`, `softmax` or `auto`.
        threads: Threads that it may use; 0 leaves it to torch.

    Raises:
        BackendRefusedError: It is no such model, some weights are missing, or a library is.
    """
    torch, transformers = _import_libraries()
    if threads:
        torch.set_num_threads(threads)
    try:
        model, loading = transformers.AutoModelForSequenceClassification.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=weights.suffix == ".safetensors",
            output_loading_info=True,
            attn_implementation="eager",
        )
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # transformers raises whatever its parts raise
        raise BackendRefusedError(f"{folder} cannot be loaded: {error}") from error
    _check_weights(weights, loading)
    _check_tokenizer(folder, model, tokenizer)
    exclusive = _exclude_each_other(model.config, scores)
    longest = _longest(model, tokenizer)
    model.eval()

    def tokens(texts: list[str]) -> Any:
        return tokenizer(texts, return_tensors="pt", truncation=True, padding=True, max_length=longest)

    def activate(logits: Any) -> Any:
        return logits.softmax(-1) if exclusive else logits.sigmoid()

    def predict(texts: list[str]) -> list[list[float]]:
        with torch.inference_mode():
            rows: list[list[float]] = activate(model(**tokens(texts)).logits).tolist()
        return rows

    # As transformers read them: a configuration leaves out names that are only numbered.
    labels = [str(model.config.id2label[place]) for place in range(model.config.num_labels)]
    joined = sum if exclusive else max
    return Classifier(folder, labels, model, tokens, predict, activate, joined, threads)


def _import_libraries() -> tuple[Any, Any]:
    try:
        return importlib.import_module("torch"), importlib.import_module("transformers")
    except ImportError as error:
        raise BackendRefusedError("transformers needs `pip install moderato[transformers]`") from error


def _check_weights(weights: Path, loading: Any) -> None:
    missing = sorted({*loading["missing_keys"], *map(str, loading["mismatched_keys"])})
    if missing:
        raise BackendRefusedError(
            f"{weights} lacks {len(missing)} weights, which would be random: {', '.join(missing[:5])};"
            " is it a model for sequence classification?"
        )


def _check_tokenizer(folder: Path, model: Any, tokenizer: Any) -> None:
    """Refuse a tokenizer of another model: its words would lead beyond the model's, and crash it."""
    known = model.config.vocab_size
    if len(tokenizer) > known:
        raise BackendRefusedError(
            f"{folder} has a tokenizer of {len(tokenizer)} words and a model of {known}:"
            " they do not belong together"
        )
    if tokenizer("a b c")["input_ids"] == tokenizer("")["input_ids"]:
        raise BackendRefusedError(f"{folder} has a tokenizer that knows no words: are its files there?")


def _exclude_each_other(config: Any, scores: str) -> bool:
    """Say whether a model's labels exclude each other, as transformers' own pipeline takes it."""
    if among("scores", scores, ("auto", "sigmoid", "softmax")) != "auto":
        return scores == "softmax"
    if config.problem_type == "regression":
        raise BackendRefusedError("the model gives quantities, not probabilities (problem_type: regression)")
    return bool(config.problem_type != "multi_label_classification" and config.num_labels > 1)


def _longest(model: Any, tokenizer: Any) -> int:
    """Give the tokens a text may have: a tokenizer without a limit would run past the model's positions."""
    positions = getattr(model.config, "max_position_embeddings", LONGEST + 2)
    # Two are spent by those models that count from the padding's place on.
    return int(min(tokenizer.model_max_length, LONGEST, max(positions - 2, 1)))
