"""Teaches the network: one optimiser, one thread, the same order each time."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from workers.scorers.legible import legible
from workers.training.compact.lessons import HEADS, lessons
from workers.training.compact.network import LONGEST, Compact, mean_share
from workers.training.compact.vocabulary import BEGIN, END, PADDING, UNKNOWN, build, choose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

    from workers.training.compact.lessons import Lesson
    from workers.training.compact.pretrained import Pretrained

LAYERS = 6
"""Of twelve: each costs a comment of 50 words about a millisecond."""
_SEED = 0
_EPOCHS = 2
_PIECES = 96  # of a text to learn from
_LETTERS = 2000
_BATCH = 2048  # tokens, padding included
_RATE, _HEAD_RATE = 1.2e-4, 1.2e-3
_WARM_UP = 0.06  # share of the steps in which the rate rises; then it falls to nothing
_DECAY = 0.01
_STEEPEST = 1.0  # norm to which a gradient is cut
_FORGOTTEN = 0.06  # share of the tokens put out of sight, so that no single word is relied on
_SAID_EVERY = 100


def teach(pretrained: Pretrained, folder: Path, say: Callable[[str], None]) -> tuple[Compact, Tokenizer]:
    """Make a network and teach it; 25 minutes on one core that keeps its memory (docs/operations.md).

    The same package, sets, library versions and kind of processor give the same bits.

    Args:
        pretrained: What it starts from.
        folder: Where the sets are.
        say: Told how it goes.
    """
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)  # the shipped one was taught so; other rounding is another network
    torch.manual_seed(_SEED)
    gathered = lessons(folder)
    german = [lesson.text for lesson in gathered if _is_german(lesson)]
    english = [lesson.text for lesson in gathered if not _is_german(lesson)]
    kept = choose(pretrained, [*map(_seen, german)], [*map(_seen, english)])
    tokenizer = build(pretrained, kept)
    network = Compact(pretrained, kept, LAYERS, len(HEADS))
    _fit(network, tokenizer, gathered, say)
    return network.eval(), tokenizer


def _is_german(lesson: Lesson) -> bool:
    """Say whether a lesson counts as German when pieces are chosen: all but Jigsaw's and spam's do."""
    return not {"offensive_en", "spam"} >= lesson.labels.keys()


def _seen(text: str) -> str:
    return legible(text[:_LETTERS]).text


def _fit(
    network: Compact, tokenizer: Tokenizer, gathered: Sequence[Lesson], say: Callable[[str], None]
) -> None:
    encoded = tokenizer.encode_batch([_seen(lesson.text) for lesson in gathered])
    rows = [[BEGIN, *encoding.ids[:_PIECES], END] for encoding in encoded]
    labels, weights = _targets(gathered)
    encoder = [
        weight for name, weight in network.named_parameters()
        if weight.requires_grad and not name.startswith("heads.")
    ]  # fmt: skip
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": _RATE}, {"params": network.heads.parameters(), "lr": _HEAD_RATE}],
        weight_decay=_DECAY,
    )
    steps = [lot for epoch in range(_EPOCHS) for lot in _lots(rows, random.Random(_SEED + epoch))]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share_of_rate(step, len(steps)))
    network.train()
    mean = 0.0
    for step, lot in enumerate(steps):
        tokens, mask = _tensors(rows, lot)
        with torch.autocast("cpu", torch.bfloat16):
            shares = network(_forget(tokens), mask)
        loss = _loss(mean_share(shares.float(), mask), labels[lot], weights[lot])
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(encoder, _STEEPEST)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        mean = loss.item() if step == 0 else 0.98 * mean + 0.02 * loss.item()
        if step % _SAID_EVERY == 0:
            say(f"taught {step} of {len(steps)} steps, loss {mean:.3f}")


def _targets(gathered: Sequence[Lesson]) -> tuple[torch.Tensor, torch.Tensor]:
    labels = torch.zeros(len(gathered), len(HEADS))
    weights = torch.zeros(len(gathered), len(HEADS))
    for row, lesson in enumerate(gathered):
        for head, label in lesson.labels.items():
            labels[row, HEADS.index(head)] = label
            weights[row, HEADS.index(head)] = lesson.weight
    return labels, weights


def _loss(margins: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    each = nn.functional.binary_cross_entropy_with_logits(margins, labels, reduction="none")
    return (each * weights).sum() / weights.sum()


def _share_of_rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (_WARM_UP * steps)) * max(0.0, 1 - step / steps)


def _forget(tokens: torch.Tensor) -> torch.Tensor:
    hidden = (torch.rand(tokens.shape) < _FORGOTTEN) & (tokens > UNKNOWN)
    return torch.where(hidden, torch.full_like(tokens, UNKNOWN), tokens)


def _lots(rows: Sequence[Sequence[int]], chance: random.Random) -> Iterator[list[int]]:
    """Put texts of like length together, then mix the lots."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at]) + 6 * chance.random())
    lots: list[list[int]] = [[]]
    longest = 0
    for at in order:
        longest = max(longest, len(rows[at]))
        if lots[-1] and longest * (len(lots[-1]) + 1) > _BATCH:
            lots.append([])
            longest = len(rows[at])
        lots[-1].append(at)
    chance.shuffle(lots)
    yield from lots


def _tensors(rows: Sequence[Sequence[int]], lot: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(rows[at]) for at in lot)
    tokens = torch.full((len(lot), longest), PADDING)
    for place, at in enumerate(lot):
        tokens[place, : len(rows[at])] = torch.tensor(rows[at])
    return tokens, (tokens != PADDING).long()


def margins(network: Compact, tokenizer: Tokenizer, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Give each text's log-odds before the weights are squeezed, one column a head: for trials.

    Args:
        network: Taught.
        tokenizer: Its own.
        texts: As a reader sees them.
    """
    encoded = tokenizer.encode_batch([_seen(text) for text in texts])
    rows = [[BEGIN, *encoding.ids[: LONGEST - 2], END] for encoding in encoded]
    found = np.zeros((len(texts), len(HEADS)))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for lot in _lots(rows, random.Random(_SEED)):
            tokens, mask = _tensors(rows, lot)
            found[lot] = mean_share(network(tokens, mask).float(), mask).numpy()
    return found
