"""Measures how fast a scorer is on one thread, against a transformer of Detoxify's size in the same run.

Run as a process of its own (`python -m workers.measuring.speed`), since libraries settle their number of
threads when they are loaded: it reads a JSON question from standard input and answers in JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from statistics import median
from typing import TYPE_CHECKING, Any

import psutil
from sentencepiece import SentencePieceProcessor

from service.settings import Settings
from service.telemetry import configure_logs
from workers.measuring.metrics import Measure
from workers.measuring.scored import BATCH, score_texts
from workers.scorers import load_patiently
from workers.scorers.compact import PIECES
from workers.scorers.linear import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workers.scorers.scorer import Scorer

WORDS = 50  # of a comment
_BATCHES = 16  # scored a round by the scorer
_ALONE = 500  # comments scored one by one
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast the scorer is.

    Attributes:
        comments_per_second: In batches of 64, 50 words each, by processor time, a backend's included:
            neighbours do not count.
        milliseconds_alone: A comment scored alone, on the clock: median, 5th and 95th percentile.
        peer: What it was compared with, or why it was not.
        peer_per_second: The same of the transformer.
        ratio: How many times as fast the scorer is: median, least and most of the rounds.
        first_look_ratio: The same for the built-in without its second look.
        first_look_alone: Milliseconds for a comment alone without it.
        looked_again: Share of the comments that get it.
    """

    comments_per_second: Measure
    milliseconds_alone: Measure
    peer: str
    peer_per_second: Measure | None = None
    ratio: Measure | None = None
    first_look_ratio: Measure | None = None
    first_look_alone: Measure | None = None
    looked_again: float | None = None


def measure_speed(  # noqa: PLR0913 (what is timed, on what, and for how long)
    name: str,
    options: dict[str, Any],
    texts: Sequence[str],
    *,
    rounds: int = 3,
    layers: int = 12,
    batches: int = _BATCHES,
) -> Speed:
    """Measure in a new process that may use one thread.

    Args:
        name: Of the scorer.
        options: Its options.
        texts: Real texts, for their words.
        rounds: How often scorer and peer take turns.
        layers: Of the peer; fewer than it has only to try out that it runs.
        batches: How many the scorer scores a round; fewer for the same.

    Raises:
        RuntimeError: Where that process fails.
    """
    asked = {
        "scorer": name,
        "options": options,
        "texts": comments_of(texts, batches),
        "rounds": rounds,
        "layers": layers,
    }
    question = json.dumps(asked, default=str)
    ran = subprocess.run(
        [sys.executable, "-m", "workers.measuring.speed"],
        input=question,
        capture_output=True,
        text=True,
        env=os.environ | _ONE_THREAD,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"measuring speed failed: {ran.stderr.strip()[-500:]}")
    answer: dict[str, Any] = {
        name: Measure(**found) if isinstance(found, dict) else found
        for name, found in json.loads(ran.stdout).items()
    }
    return Speed(**answer)


def comments_of(texts: Sequence[str], batches: int = _BATCHES) -> list[str]:
    """Make comments of 50 words out of real texts, one text behind the other.

    Args:
        texts: Enough of them for all comments; fewer are taken again.
        batches: Of 64 comments each.
    """
    words = [word for text in texts for word in text.split()]
    wanted = WORDS * BATCH * batches
    words = words * (wanted // max(1, len(words)) + 1)
    return [" ".join(words[begin : begin + WORDS]) for begin in range(0, wanted, WORDS)]


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    """Time the scorer and its peer in turn, so that both see the same machine."""
    scorer = load_patiently(question["scorer"], **question["options"])
    comments = question["texts"]
    first = None
    if question["scorer"] == "builtin":
        first = load_patiently("builtin", **question["options"] | {"second_look": "off"})
    ours: list[float] = []
    firsts: list[float] = []
    theirs: list[float] = []
    try:
        tokens = tokens_of(question["texts"])
        predict = load_peer(question["layers"], tokens)
        peer = f"XLM-R base with random weights, {BATCH} x {tokens} ready-made tokens"
    except ImportError:
        predict, peer = None, "not measured: needs moderato[detoxify]"
    for by in filter(None, (scorer, first)):
        score_texts(by, comments)  # tables that are built on first use
    looks = getattr(scorer, "looks", 0)
    for _ in range(question["rounds"]):
        ours.append(len(comments) / processor_seconds(partial(score_texts, scorer, comments)))
        if first:
            firsts.append(len(comments) / processor_seconds(partial(score_texts, first, comments)))
        if predict:
            theirs.append(BATCH / processor_seconds(predict))
    answer: dict[str, Any] = {"comments_per_second": _spread(ours), "peer": peer}
    if theirs:
        answer["peer_per_second"] = _spread(theirs)
        answer["ratio"] = _times(ours, theirs)
    answer["milliseconds_alone"] = _alone(scorer, comments[:_ALONE])
    if first:
        answer["first_look_ratio"] = _times(firsts, theirs) if theirs else None
        answer["first_look_alone"] = _alone(first, comments[:_ALONE])
        answer["looked_again"] = looks / len(comments)
    return answer


def tokens_of(comments: Sequence[str]) -> int:
    """Count the tokens that XLM-R reads of a comment, in the mean, without the two marks at its ends.

    The built-in's transformer has kept the pieces of XLM-R's vocabulary that German and English need. They
    cut the comments that the model card is measured with into 103.6, and all 250,002 of XLM-R into 102.9.
    """
    pieces = SentencePieceProcessor(model_file=str(MODELS / PIECES))
    return round(sum(map(len, pieces.encode(list(comments)))) / len(comments))


def load_peer(layers: int, tokens: int) -> Callable[[], None]:
    """Build the architecture of Detoxify's multilingual model with random weights, and a batch for it.

    It is treated well: its texts come as tokens, all of one length, and its answers are not read.

    Args:
        layers: How many; the real one has 12.
        tokens: Of each text, without the two marks at its ends.

    Raises:
        ImportError: Where torch or transformers is missing.
    """
    torch: Any = import_module("torch")  # both come with the detoxify extra
    transformers: Any = import_module("transformers")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    config = transformers.XLMRobertaConfig(
        num_hidden_layers=layers,
        vocab_size=250_002,
        max_position_embeddings=514,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        num_labels=16,
    )
    model = transformers.XLMRobertaForSequenceClassification(config).eval()
    batch = torch.randint(10, config.vocab_size, (BATCH, tokens + 2))
    mask = torch.ones_like(batch)

    def predict() -> None:
        with torch.inference_mode():
            torch.sigmoid(model(input_ids=batch, attention_mask=mask).logits)

    return predict


def processor_seconds(work: Callable[[], object]) -> float:
    """Measure the processor time that some work takes, here and in the processes that were started before.

    Args:
        work: A scorer's: a backend does it in a process of its own.
    """
    begin = _spent()
    work()
    return _spent() - begin


def _spent() -> float:
    children = [each.cpu_times() for each in psutil.Process().children(recursive=True)]
    # Our own by the finer of the two counts: the other has hundredths of a second.
    return time.process_time() + sum(each.user + each.system for each in children)


def _alone(scorer: Scorer, comments: Sequence[str]) -> dict[str, float]:
    milliseconds = []
    for comment in comments:
        begin = time.perf_counter()
        score_texts(scorer, [comment])
        milliseconds.append((time.perf_counter() - begin) * 1000)
    ordered = sorted(milliseconds)
    edge = len(ordered) // 20
    middle, low, high = median(ordered), ordered[edge], ordered[-1 - edge]
    return {"value": round(middle, 3), "low": round(low, 3), "high": round(high, 3)}


def _times(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    return _spread([mine / other for mine, other in zip(ours, theirs, strict=True)])


def _spread(values: list[float]) -> dict[str, float]:
    return {"value": round(median(values), 1), "low": round(min(values), 1), "high": round(max(values), 1)}


if __name__ == "__main__":
    # A backend has something to log, and the output is for the answer.
    configure_logs(Settings())
    sys.stdout.write(json.dumps(_answer(json.load(sys.stdin))))
