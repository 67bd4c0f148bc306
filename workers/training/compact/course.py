"""A course: one optimiser, one thread, the same order each time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn

from workers.training.compact.batches import lots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workers.training.compact.batches import Row
    from workers.training.compact.network import Network, Student

SEED = 0
_HEAD_RATE = 1.2e-3
_WARM_UP = 0.06  # share of the steps in which the rate rises; then it falls to nothing
_DECAY = 0.01
_STEEPEST = 1.0  # norm to which a gradient is cut
_SAID_EVERY = 100


@dataclass(frozen=True, slots=True)
class Course:
    """How a network learns.

    Attributes:
        name: What it does, in a word: to be told.
        epochs: How often it reads every text.
        rate: Of the encoder; the heads have their own.
    """

    name: str
    epochs: int
    rate: float


def settle() -> None:
    """Make what follows the same each time; flushing of tiny numbers is part of it."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(SEED)


def take(
    course: Course,
    network: Network | Student,
    rows: Sequence[Row],
    loss_of: Callable[[list[int]], torch.Tensor],
    say: Callable[[str], None],
) -> None:
    """Take a course.

    Args:
        course: Which.
        network: Who learns.
        rows: The texts' pieces, for their lengths.
        loss_of: Gives the loss of some texts by their numbers.
        say: Told how it goes.
    """
    encoder = [
        weight for name, weight in network.named_parameters()
        if weight.requires_grad and not name.startswith("heads.")
    ]  # fmt: skip
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": course.rate}, {"params": network.heads.parameters(), "lr": _HEAD_RATE}],
        weight_decay=_DECAY,
    )
    steps = [lot for epoch in range(course.epochs) for lot in lots(rows, random.Random(SEED + epoch))]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share_of_rate(step, len(steps)))
    network.train()
    mean = 0.0
    for step, lot in enumerate(steps):
        loss = loss_of(lot)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(encoder, _STEEPEST)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        mean = loss.item() if step == 0 else 0.98 * mean + 0.02 * loss.item()
        if step % _SAID_EVERY == 0:
            say(f"{course.name} {step} of {len(steps)} steps, loss {mean:.3f}")
    network.eval()


def _share_of_rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (_WARM_UP * steps)) * max(0.0, 1 - step / steps)
