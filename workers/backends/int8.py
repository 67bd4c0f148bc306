"""Makes a model's weights 8 bits wide and runs it in ONNX Runtime: several times faster on a CPU."""

from __future__ import annotations

import hashlib
import importlib
import logging
import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workers.backends.classifier import Classifier, Predictor

FORMAT = 1
"""Counts up when what is made of a model changes, so that no older file is taken for it."""
TEXTS = ["Guten Tag.", "A longer text, so that the shorter one is padded."]
"""What the model is traced with: two texts of different lengths, so that nothing is taken for constant."""
_OPSET = 17


class Int8UnavailableError(Exception):
    """The quantised model cannot be made here; the message says why."""


def load_int8(classifier: Classifier, cache: str, sha256: str) -> Predictor:
    """Load the quantised form of a model; where it was never made before, make it, in a minute.

    Args:
        classifier: The model.
        cache: Folder that keeps quantised models; empty for the user's own.
        sha256: Hash of the weights, by which the quantised form is found again.

    Raises:
        Int8UnavailableError: ONNX Runtime is not installed, the cache cannot be written, or the model is
            of a kind that cannot be exported.
    """
    try:
        onnxruntime = importlib.import_module("onnxruntime")
        importlib.import_module("onnx")
    except ImportError as error:
        raise Int8UnavailableError("`pip install moderato[int8]` is missing") from error
    path = _folder(cache) / _name(classifier, sha256)
    try:
        if not path.exists():
            _make(classifier, path)
        return _session(onnxruntime, classifier, path)
    except Exception as error:  # whatever torch's exporter and ONNX raise
        raise Int8UnavailableError(f"{type(error).__name__}: {error}") from error


def _folder(cache: str) -> Path:
    if cache:
        return Path(cache)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "moderato"


def _name(classifier: Classifier, sha256: str) -> str:
    """Name the file by all that goes into it: the weights, and how they are put together."""
    architecture = hashlib.sha256((classifier.folder / "config.json").read_bytes()).hexdigest()
    return f"{sha256.strip().lower()[:32]}-{architecture[:8]}-{FORMAT}.onnx"


def _make(classifier: Classifier, path: Path) -> None:
    """Export the model and quantise it; another process that does so at the same time makes the same file."""
    torch = importlib.import_module("torch")
    quantization = importlib.import_module("onnxruntime.quantization")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    example = dict(classifier.tokens(TEXTS))
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as folder,
        warnings.catch_warnings(),
        torch.inference_mode(),
    ):
        warnings.simplefilter("ignore")  # the tracer warns of every shape that it looks at
        logging.getLogger().setLevel(logging.ERROR)
        exported, quantised = Path(folder) / "float32.onnx", Path(folder) / "int8.onnx"
        torch.onnx.export(
            classifier.model,
            (example,),
            str(exported),
            input_names=list(example),
            output_names=["logits"],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in example} | {"logits": {0: "texts"}},
            opset_version=_OPSET,
            # The newer exporter needs one more package, and minutes for a large model.
            dynamo=False,
        )
        quantization.quantize_dynamic(exported, quantised, weight_type=quantization.QuantType.QInt8)
        quantised.replace(path)


def _session(onnxruntime: Any, classifier: Classifier, path: Path) -> Predictor:
    torch = importlib.import_module("torch")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = classifier.threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    inputs = [each.name for each in session.get_inputs()]
    # By themselves, so that the torch model is not kept in memory with them.
    tokens, activate = classifier.tokens, classifier.activate

    def predict(texts: list[str]) -> list[list[float]]:
        # One by one: activations are quantised by their range over a batch, and no comment may change
        # another's score.
        rows: list[list[float]] = []
        for text in texts:
            tensors = tokens([text])
            (logits,) = session.run(["logits"], {name: tensors[name].numpy() for name in inputs})
            rows += activate(torch.from_numpy(logits)).tolist()
        return rows

    return predict
