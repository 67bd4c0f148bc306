"""Writes the student as ONNX with weights in int8, as scoring loads it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from workers.scorers.compact import NETWORK, PIECES
from workers.training.compact.vocabulary import as_sentencepiece

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from workers.training.compact.network import Student

_OPSET = 17
_SAMPLE, _WORDS = 9, 4  # tokens and words of the text that the network is traced with


def export(student: Student, tokenizer: Tokenizer, into: Path) -> None:
    """Write the student and its tokenizer into a folder.

    Args:
        student: Taught.
        tokenizer: Of its pieces.
        into: The folder.
    """
    into.mkdir(parents=True, exist_ok=True)
    (into / PIECES).write_bytes(as_sentencepiece(tokenizer))
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            student.eval(),
            (torch.full((_SAMPLE,), 5), torch.rand(_WORDS, _SAMPLE)),
            str(whole),
            input_names=["tokens", "words"],
            output_names=["shares"],
            dynamic_axes={
                "tokens": {0: "length"},
                "words": {0: "count", 1: "length"},
                "shares": {0: "count"},
            },
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(whole, into / NETWORK, weight_type=QuantType.QInt8, per_channel=True)
    model = onnx.load(into / NETWORK)
    # Names of files and versions of tools in it would make equal weights differ.
    model.producer_name, model.producer_version, model.doc_string = "moderato", "", ""
    onnx.save(model, into / NETWORK)
