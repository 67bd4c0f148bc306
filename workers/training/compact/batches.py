"""Puts texts of like length together, as the networks take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from workers.training.compact.vocabulary import BEGIN, END, PADDING, UNKNOWN

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from tokenizers import Tokenizer

Row = list[int]
"""A text's pieces, its two ends included."""

_TOKENS = 2048  # of a lot, padding included
_FORGOTTEN = 0.06  # share of the tokens put out of sight, so that no single word is relied on


def rows_of(tokenizer: Tokenizer, texts: Sequence[str], longest: int) -> list[Row]:
    """Cut texts into pieces.

    Args:
        tokenizer: Of the pieces.
        texts: As the network reads them.
        longest: Pieces of a text that are kept, its two ends not counted.
    """
    return [[BEGIN, *found.ids[:longest], END] for found in tokenizer.encode_batch([*texts])]


def lots(rows: Sequence[Row], chance: random.Random) -> Iterator[list[int]]:
    """Give numbers of texts of like length, one lot after the other, in random order."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at]) + 6 * chance.random())
    found: list[list[int]] = [[]]
    longest = 0
    for at in order:
        longest = max(longest, len(rows[at]))
        if found[-1] and longest * (len(found[-1]) + 1) > _TOKENS:
            found.append([])
            longest = len(rows[at])
        found[-1].append(at)
    chance.shuffle(found)
    yield from found


def tensors(rows: Sequence[Row], lot: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Give a lot's tokens, padded to the longest, and a mask that is 1 for tokens."""
    longest = max(len(rows[at]) for at in lot)
    tokens = torch.full((len(lot), longest), PADDING)
    for place, at in enumerate(lot):
        tokens[place, : len(rows[at])] = torch.tensor(rows[at])
    return tokens, (tokens != PADDING).long()


def forget(tokens: torch.Tensor) -> torch.Tensor:
    """Put some tokens out of sight."""
    hidden = (torch.rand(tokens.shape) < _FORGOTTEN) & (tokens > UNKNOWN)
    return torch.where(hidden, torch.full_like(tokens, UNKNOWN), tokens)
