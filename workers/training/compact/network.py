"""The networks: a BERT encoder of few layers, with heads that read every token; and its student."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.training.compact.pretrained import Pretrained

_HEADS = 12  # of attention
_WIDER = 4  # times as wide as the hidden states is the layer between them
_EPSILON = 1e-12
_POSITIONS = 512
LONGEST = 128
"""Tokens of a text that are read at once, its two ends included."""
_SHY = 0.02  # spread of the heads' first weights


class Layer(nn.Module):
    """One layer of the encoder: attention, then two dense layers, each with a way around it."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(size, size) for _ in range(3))
        self.attended = nn.Linear(size, size)
        self.attended_norm = nn.LayerNorm(size, _EPSILON)
        self.wide = nn.Linear(size, _WIDER * size)
        self.narrow = nn.Linear(_WIDER * size, size)
        self.norm = nn.LayerNorm(size, _EPSILON)
        self._width = size // _HEADS

    def forward(self, states: torch.Tensor, unseen: torch.Tensor | None = None) -> torch.Tensor:
        """Give the next hidden states, of texts or of one alone.

        Args:
            states: Texts, tokens, size; or tokens, size.
            unseen: Added to the attention that padding would get.
        """
        query, key, value = (self._split(part(states)) for part in (self.query, self.key, self.value))
        attention = query @ key.transpose(-2, -1) / math.sqrt(self._width)
        if unseen is not None:
            attention = attention + unseen
        heard = (attention.softmax(-1) @ value).transpose(-3, -2)
        heard = heard.reshape(*_lengths(states), _HEADS * self._width)
        states = self.attended_norm(states + self.attended(heard))
        after: torch.Tensor = self.norm(states + self.narrow(nn.functional.gelu(self.wide(states))))
        return after

    def _split(self, states: torch.Tensor) -> torch.Tensor:
        return states.view(*_lengths(states), _HEADS, self._width).transpose(-3, -2)


class Network(nn.Module):
    """Gives each token's share in each head's log-odds: a text's log-odds are their mean."""

    def __init__(self, pretrained: Pretrained, kept: Sequence[int], layers: int, heads: int) -> None:
        """Take over pretrained weights.

        Args:
            pretrained: The weights.
            kept: Rows of its vocabulary to keep; they become 0, 1, 2, and so on.
            layers: How many of its layers to keep, from the bottom.
            heads: How many heads to put on top.
        """
        super().__init__()
        size = pretrained.size
        words = torch.from_numpy(pretrained.matrix("emb.word", len(pretrained.pieces) + 35, size)[list(kept)])
        # They stay as they are: what few examples would change in some words, all others would lack.
        self.words = nn.Embedding(words.shape[0], words.shape[1], _weight=words, _freeze=True)
        places = pretrained.plain("emb.pos", _POSITIONS, size)[:LONGEST]
        self.places = nn.Parameter(torch.from_numpy(places + pretrained.plain("emb.type", -1, size)[0]))
        self.norm = nn.LayerNorm(size, _EPSILON)
        _fill(self.norm, pretrained, "emb.ln")
        self.layers = nn.ModuleList(_layer(pretrained, number) for number in range(layers))
        self.heads = nn.Linear(size, heads)
        nn.init.normal_(self.heads.weight, std=_SHY)
        nn.init.zeros_(self.heads.bias)

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Give the shares: texts, tokens, heads. `mask` is 1 for tokens and 0 for padding."""
        states = self.embed(tokens)
        unseen = _unseen(mask, states)
        for layer in self.layers:
            states = layer(states, unseen)
        shares: torch.Tensor = self.heads(states)
        return shares

    def embed(self, tokens: torch.Tensor) -> torch.Tensor:
        """Give the hidden states that the first layer reads."""
        states: torch.Tensor = self.norm(self.words(tokens) + self.places[: tokens.shape[-1]])
        return states


class Student(nn.Module):
    """A few of a network's layers, which read words instead of pieces.

    The pieces of each word become one, their mean, before the first layer: German words have nearly two.
    """

    def __init__(self, teacher: Network, layers: Sequence[int]) -> None:
        """Take over what the teacher has learned.

        Args:
            teacher: The network.
            layers: Which of its layers to keep.
        """
        super().__init__()
        self.kept = copy.deepcopy(teacher)
        self.kept.layers = nn.ModuleList(self.kept.layers[number] for number in layers)
        self.heads = self.kept.heads
        del self.kept.heads

    def forward(
        self, tokens: torch.Tensor, words: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Give the shares: texts, words, heads.

        Args:
            tokens: Texts, tokens.
            words: Texts, words, tokens: what each token counts in each word's mean.
            mask: 1 for words and 0 for padding; None where there is no padding.
        """
        states = words @ self.kept.embed(tokens)
        unseen = None if mask is None else _unseen(mask, states)
        for layer in self.kept.layers:
            states = layer(states, unseen)
        shares: torch.Tensor = self.heads(states)
        return shares


def mean_share(shares: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Give each text's log-odds: the mean of its tokens' shares."""
    weight = mask.unsqueeze(2).to(shares.dtype)
    return (shares * weight).sum(1) / weight.sum(1)


def _lengths(states: torch.Tensor) -> tuple[int, ...]:
    """Give all dimensions but the last; a text alone is not asked for its own, which would cost time."""
    return (-1,) if states.dim() == 2 else tuple(states.shape[:-1])  # noqa: PLR2004


def _unseen(mask: torch.Tensor, states: torch.Tensor) -> torch.Tensor:
    """Give what is added to the attention that padding would get."""
    return (1.0 - mask.to(states.dtype))[:, None, None, :] * -10_000.0


def _layer(pretrained: Pretrained, number: int) -> Layer:
    layer = Layer(pretrained.size)
    parts = {
        "q": layer.query,
        "k": layer.key,
        "v": layer.value,
        "ao": layer.attended,
        "fi": layer.wide,
        "fo": layer.narrow,
    }
    for name, part in parts.items():
        weight = pretrained.matrix(f"l{number}.{name}.w", part.out_features, part.in_features)
        part.weight.data = torch.from_numpy(weight)
        part.bias.data = torch.from_numpy(pretrained.plain(f"l{number}.{name}.b", -1))
    _fill(layer.attended_norm, pretrained, f"l{number}.aln")
    _fill(layer.norm, pretrained, f"l{number}.oln")
    return layer


def _fill(norm: nn.LayerNorm, pretrained: Pretrained, name: str) -> None:
    norm.weight.data = torch.from_numpy(pretrained.plain(f"{name}.w", -1))
    norm.bias.data = torch.from_numpy(pretrained.plain(f"{name}.b", -1))
