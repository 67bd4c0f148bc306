"""Chooses the pieces that German and English need, an eighth of the pretrained vocabulary's."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from sentencepiece.sentencepiece_model_pb2 import ModelProto, TrainerSpec  # type: ignore[attr-defined]
from tokenizers import Tokenizer, models, pre_tokenizers
from wordfreq import top_n_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workers.training.compact.pretrained import Pretrained

BEGIN, PADDING, END, UNKNOWN = range(4)
"""The pieces that stand for no text; the pretrained vocabulary begins with them."""
_ALWAYS = (
    "abcdefghijklmnopqrstuvwxyzäöüßABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ0123456789.,!?-'\"…:;()[]/@#&%*+=~_€$<>|^"
)
_LEAST = 5  # times that a piece must be needed
_COMMON = {
    "de": 150_000,
    "en": 60_000,
}  # most frequent words, each once in small letters and once with a capital
_CAPITALISED = {"de": 150_000, "en": 20_000}  # and with a capital
_WEIGHT = {"de": 2, "en": 1}
_SPACE = "▁"


def choose(pretrained: Pretrained, german: Sequence[str], english: Sequence[str]) -> list[int]:
    """Choose pieces by what texts and common words need.

    Args:
        pretrained: The vocabulary.
        german: Texts, each of which counts twenty times an English one: there are so few.
        english: Texts.

    Returns:
        Indexes into the pretrained vocabulary; the first four are those of `BEGIN` to `UNKNOWN`.
    """
    whole = build(pretrained, range(len(pretrained.pieces)))
    needed: Counter[int] = Counter()
    _count(needed, whole, german, 20)
    _count(needed, whole, english, 1)
    for language, weight in _WEIGHT.items():
        common = top_n_list(language, _COMMON[language])
        _count(needed, whole, common, weight)
        _count(needed, whole, [word.capitalize() for word in common[: _CAPITALISED[language]]], weight)
    special = range(UNKNOWN + 1)
    letters = {
        index
        for index, (piece, _) in enumerate(pretrained.pieces)
        if piece.lstrip(_SPACE) in _ALWAYS and len(piece.lstrip(_SPACE)) <= 1
    }
    often = {index for index, times in needed.items() if times >= _LEAST}
    single = {index for index in needed if len(pretrained.pieces[index][0].lstrip(_SPACE)) <= 1}
    return [*special, *sorted((often | letters | single) - set(special))]


def build(pretrained: Pretrained, kept: Iterable[int]) -> Tokenizer:
    """Make the tokenizer of some pieces: a unigram model over text whose spaces are visible."""
    tokenizer = Tokenizer(models.Unigram([pretrained.pieces[index] for index in kept], unk_id=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def as_sentencepiece(tokenizer: Tokenizer) -> bytes:
    """Give a tokenizer in sentencepiece's format, which scoring loads without further libraries.

    Both cut alike, but for a few rows of dots that can be cut in two ways at the same cost.
    """
    pieces = json.loads(tokenizer.to_str())["model"]["vocab"]
    kinds = ModelProto.SentencePiece
    special = {BEGIN: kinds.CONTROL, PADDING: kinds.CONTROL, END: kinds.CONTROL, UNKNOWN: kinds.UNKNOWN}
    model = ModelProto()
    for number, (piece, score) in enumerate(pieces):
        model.pieces.add(piece=piece, score=score, type=special.get(number, kinds.NORMAL))
    model.trainer_spec.model_type = TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(pieces)
    for name, number in (("bos", BEGIN), ("pad", PADDING), ("eos", END), ("unk", UNKNOWN)):
        setattr(model.trainer_spec, f"{name}_id", number)
        setattr(model.trainer_spec, f"{name}_piece", pieces[number][0])
    model.normalizer_spec.name = "identity"  # `legible` has done it
    model.normalizer_spec.add_dummy_prefix = model.normalizer_spec.escape_whitespaces = True
    model.normalizer_spec.remove_extra_whitespaces = False
    return bytes(model.SerializeToString(deterministic=True))


def _count(needed: Counter[int], tokenizer: Tokenizer, texts: Sequence[str], weight: int) -> None:
    for encoding in tokenizer.encode_batch(list(texts)):
        for index in encoding.ids:
            needed[index] += weight
