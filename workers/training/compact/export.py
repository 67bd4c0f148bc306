"""Writes the network as ONNX with weights in int8, as scoring loads it."""

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

    from workers.training.compact.network import Compact

_OPSET = 17
_SAMPLE = 9  # tokens of the text that the network is traced with


class _Whole(torch.nn.Module):
    """The network for one text at a time, which has no padding."""

    def __init__(self, network: Compact) -> None:
        super().__init__()
        self.network = network

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        shares: torch.Tensor = self.network(tokens, torch.ones_like(tokens))
        return shares


def export(network: Compact, tokenizer: Tokenizer, into: Path) -> None:
    """Write the network and its tokenizer into a folder.

    Args:
        network: Trained.
        tokenizer: Of its pieces.
        into: The folder.
    """
    into.mkdir(parents=True, exist_ok=True)
    (into / PIECES).write_bytes(as_sentencepiece(tokenizer))
    sample = torch.full((1, _SAMPLE), 5)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            _Whole(network.eval()),
            (sample,),
            str(whole),
            input_names=["tokens"],
            output_names=["shares"],
            dynamic_axes={"tokens": {1: "length"}, "shares": {1: "length"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(whole, into / NETWORK, weight_type=QuantType.QInt8, per_channel=True)
    model = onnx.load(into / NETWORK)
    # Names of files and versions of tools in it would make equal weights differ.
    model.producer_name, model.producer_version, model.doc_string = "moderato", "", ""
    onnx.save(model, into / NETWORK)
