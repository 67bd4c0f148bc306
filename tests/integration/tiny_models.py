"""Tiny models for tests: written as their training would, loaded by the real code."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import torch
import transformers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CLASSES = ["toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit"]
"""Detoxify's, in its order."""
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = [*SPECIAL, "du", "bist", "nett", "you", "are", "thank", *"abcdefghijklmnop"]


def sha256(file: Path) -> str:
    """Give a file's hash in hex."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def write_config(
    folder: Path, labels: Sequence[str], words: Sequence[str] = WORDS, **changes: Any
) -> transformers.BertConfig:
    """Write config.json and the tokenizer's files of a tiny BERT."""
    config = transformers.BertConfig(
        vocab_size=len(words),
        id2label=dict(enumerate(labels)),
        label2id={name: place for place, name in enumerate(labels)},
        **{
            "hidden_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 16,
            "max_position_embeddings": 512,
            **changes,
        },
    )
    config.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(words))
    # No model_max_length: the trap that crashes Detoxify on long texts.
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer"}))
    return config


def write_checkpoint(
    folder: Path, *, labels: Sequence[str] = CLASSES, drop: str = "", **changes: Any
) -> dict[str, Any]:
    """Write a checkpoint as Detoxify's training does; give the options that load it."""
    config = write_config(folder, labels)
    torch.manual_seed(7)
    state = transformers.BertForSequenceClassification(config).state_dict()
    kept = {name: weights for name, weights in state.items() if not drop or drop not in name}
    arguments = {
        "num_classes": 7,
        "model_type": "bert-base-uncased",
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
    }
    content = {
        "config": {"dataset": {"args": {"classes": CLASSES}}, "arch": {"args": arguments}},
        "state_dict": kept,
    }
    path = folder / "tiny.ckpt"
    torch.save({**content, **changes}, path)
    return {"checkpoint": str(path), "config": str(folder), "sha256": sha256(path), "threads": "1"}


def write_model(
    folder: Path, labels: Sequence[str] = ("toxic", "hate"), *, head: bool = True, **changes: Any
) -> dict[str, Any]:
    """Write a folder as transformers' `save_pretrained` does; give the options that load it.

    Args:
        folder: Where; made where it is not there.
        labels: What the model tells apart.
        head: Whether it has the weights that tell them apart.
        changes: To its configuration.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = write_config(folder, labels, **{"problem_type": "multi_label_classification", **changes})
    torch.manual_seed(7)
    kind: Any = transformers.BertForSequenceClassification if head else transformers.BertModel
    # Wider than usual, so that different texts get different scores.
    model = kind(config)
    for weights in model.parameters():
        torch.nn.init.normal_(weights, std=0.4)
    return save_model(model, folder)


def save_model(model: Any, folder: Path) -> dict[str, Any]:
    """Save a model beside its tokenizer; give the options that load it."""
    model.save_pretrained(folder)
    options = {"model": str(folder), "sha256": sha256(folder / "model.safetensors")}
    # One thread: on a busy machine, several that wait for each other take far longer.
    return {**options, "int8": "off", "threads": "1"}
