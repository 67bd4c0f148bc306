"""What a cascade saves with a heavy model the size of Detoxify's `multilingual`: XLM-R base, at random."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from service.domain.score import Scorable
from tests.benchmarks.figures import Figure, figure
from tests.benchmarks.machine import MIB
from tests.integration.backed import backends
from tests.integration.tiny_models import SPECIAL, save_model
from workers.scorers import load_patiently
from workers.scorers.backed import BackedScorer

if TYPE_CHECKING:
    from collections.abc import Sequence

XLM_R_BASE = {
    "vocab_size": 250_002,
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3_072,
    "max_position_embeddings": 514,
}
TINY = {**XLM_R_BASE, "vocab_size": 1_000, "num_hidden_layers": 1}
EVERYDAY = Path(__file__).parents[1] / "unit" / "scorers" / "harmless_german.txt"
INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"


def measure(rounds: int, comments: int, *, quick: bool) -> list[Figure]:
    """Measure the heavy model alone, in 32 and in 8 bits, and in a cascade; on one thread.

    Args:
        rounds: How often.
        comments: Comments a round.
        quick: With a small model, only to see whether it runs.
    """
    batch = _comments(comments)
    with tempfile.TemporaryDirectory(prefix="moderato-cascade-") as folder:
        options = {**_write(Path(folder), TINY if quick else XLM_R_BASE), "cache": folder}
        exact, memory, _ = _run("transformers", options, batch, rounds)
        _run("transformers", {**options, "int8": "on"}, batch[:1], 1)  # Makes it; later starts find it.
        quantised, less, _ = _run("transformers", {**options, "int8": "on"}, batch, rounds)
        cascaded, _, share = _run("cascade", {**options, "heavy": "transformers"}, batch, rounds)
    return [
        figure("(e) heavy model alone", [comments / seconds for seconds in exact], "comments/s"),
        figure("(e) its memory", [memory], "MiB"),
        figure("(e) the same in 8 bits", [comments / seconds for seconds in quantised], "comments/s"),
        figure("(e) its memory in 8 bits", [less], "MiB"),
        figure("(e) cascade, share of comments for the heavy model", [share], "%"),
        figure("(e) cascade, times the heavy model's speed", _ratios(exact, cascaded), "x"),
    ]


def _comments(number: int) -> list[Scorable]:
    """Make comments of six everyday sentences, some 23 words, and among 25 an insult."""
    chance, sentences = random.Random(1), EVERYDAY.read_text(encoding="utf-8").split("\n")
    return [
        Scorable(INSULT if at % 25 == 0 else " ".join(chance.sample(sentences, 6))) for at in range(number)
    ]


def _run(
    name: str, options: dict[str, str], batch: Sequence[Scorable], rounds: int
) -> tuple[list[float], float, float]:
    """Give the seconds of each round, the backend's memory in MiB, and the share it was asked about."""
    scorer = load_patiently(name, **options)
    assert isinstance(scorer, BackedScorer)
    try:
        took, asked = [], 0
        for _ in range(rounds):
            began = time.perf_counter()
            found = scorer.score(batch)
            took.append(time.perf_counter() - began)
            asked = sum("transformers" in each.scorers for each in found)
            assert not any(each.degraded for each in found), "the backend was lost"
        memory = psutil.Process(backends()[0].pid).memory_info().rss / MIB
    finally:
        scorer.close()
    return took, memory, 100 * asked / len(batch)


def _ratios(slow: Sequence[float], fast: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(slow, fast, strict=True)]


def _write(folder: Path, size: dict[str, int]) -> dict[str, str]:
    import torch  # noqa: PLC0415 (seconds, and only this benchmark needs it)
    import transformers  # noqa: PLC0415

    labels = {"id2label": {0: "toxicity"}, "label2id": {"toxicity": 0}}
    given: dict[str, Any] = {**size, **labels, "pad_token_id": 0}
    config = transformers.XLMRobertaConfig(**given)
    (folder / "vocab.txt").write_text("\n".join(SPECIAL))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer"}))
    torch.manual_seed(7)
    return save_model(transformers.XLMRobertaForSequenceClassification(config), folder)
