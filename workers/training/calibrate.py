"""Learns how the heads' margins together become a probability, on texts the heads have not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from service.domain.score import Attribute
from workers.scorers.second_look import UNSURE, UNSURE_IN
from workers.training.compact.lessons import HEADS, is_dev
from workers.training.corpus import Example, part_of, read_set, split_of
from workers.training.fit import Fitted, margins_of, matrix
from workers.training.heads import gahd, germeval
from workers.training.own import examples, opening, own_comments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workers.training.fit import Array

PARTS = 5
"""Of a rotated head's examples: each of its models leaves one out."""
_PRECISIONS = (0.7, 0.8, 0.85, 0.9, 0.95)
_WEAK = 100.0  # regularisation of a handful of weights needs only to keep them finite
_FAR = 50.0  # log-odds beyond which no bias lies


@dataclass(frozen=True, slots=True)
class Offer:
    """A score that the scorer offers: an attribute in a language, and the heads it is read from.

    Attributes:
        languages: `de`, `en`, both, or `any` for every language.
        attribute: Its name.
        linear: Linear heads whose margins count.
        compact: Heads of the compact transformer that count at the second look; of those in one group
            the mean does: dev is small, and which of two like heads does better there says little elsewhere.
        gather: Reads the texts to calibrate on, which the transformer has not learned from.
    """

    languages: tuple[str, ...]
    attribute: str
    linear: tuple[str, ...]
    compact: tuple[tuple[str, ...], ...]
    gather: Callable[[Path], list[Example]] = field(repr=False)


def _tweets(folder: Path, *kinds: str) -> list[Example]:
    """Give GermEval's tweets that were kept apart; with `kinds`, only these are positive."""
    rows = [row for row in germeval(folder) if is_dev(row.text)]
    return [replace(row, label=int(row.kind in kinds)) for row in rows] if kinds else rows


def _own_dev(label: str, *languages: str) -> list[Example]:
    return [
        row
        for language in languages
        for row in examples(own_comments(language), label, 1.0, 0.0)
        if row.split == "dev"
    ]


def _english_dev(folder: Path, one_in: int) -> list[Example]:
    return split_of(read_set(folder, "jigsaw_davidson_en", "offensive"), "dev")[::one_in]


def _harmless_dev(folder: Path) -> list[Example]:
    """Give ordinary texts, which hold none of the rarer attributes."""
    return [row for row in (*_tweets(folder), *_english_dev(folder, 12)) if not row.label]


def _spam_dev(folder: Path) -> list[Example]:
    rows = read_set(folder, "sms_spam_en", "spam") + read_set(folder, "youtube_spam", "spam")
    not_spam = [replace(row, label=0) for row in _tweets(folder)]
    return [*split_of(rows, "dev"), *_own_dev("spam", "de", "en"), *not_spam]


def _german_toxic(folder: Path) -> list[Example]:
    """Give what people wrote: our own comments are tidier, and would make scores too sure of people's."""
    return _tweets(folder)


def _german_insults(folder: Path) -> list[Example]:
    return _tweets(folder, "INSULT", "ABUSE")


def _german_hate(folder: Path) -> list[Example]:
    return [*split_of(gahd(folder), "dev"), *_own_dev("identity", "de")]


def _english_toxic(folder: Path) -> list[Example]:
    return [*_english_dev(folder, 3), *_own_dev("toxic", "en")]


def _english_insults(folder: Path) -> list[Example]:
    return [*_own_dev("insult", "en"), *(row for row in _english_dev(folder, 12) if not row.label)]


def _english_hate(folder: Path) -> list[Example]:
    return [*_own_dev("identity", "en"), *(row for row in _english_dev(folder, 12) if not row.label)]


def _rare(label: str) -> Callable[[Path], list[Example]]:
    return lambda folder: [*_own_dev(label, "de", "en"), *_harmless_dev(folder)]


_BOTH = ("de", "en")
_HATE = ("hateful", "identity")
OFFERS: tuple[Offer, ...] = (
    Offer(
        ("de",),
        "TOXICITY",
        ("de_toxicity", "de_identity"),
        (("offensive_de", "toxic"),),
        _german_toxic,
    ),
    Offer(("de",), "INSULT", ("de_insult",), (("insult_de", "insult"),), _german_insults),
    Offer(("de",), "IDENTITY_ATTACK", ("de_identity",), (_HATE,), _german_hate),
    Offer(("en",), "TOXICITY", ("en_toxicity",), (("offensive_en", "toxic"), ("hateful",)), _english_toxic),
    Offer(("en",), "INSULT", ("en_insult",), (("insult",),), _english_insults),
    Offer(("en",), "IDENTITY_ATTACK", ("en_identity",), (_HATE,), _english_hate),
    Offer(_BOTH, "THREAT", ("any_threat",), (("threat",),), _rare("threat")),
    Offer(_BOTH, "PROFANITY", ("any_profanity",), (("profanity",),), _rare("profanity")),
    Offer(_BOTH, "SEXUALLY_EXPLICIT", ("any_sexual",), (("sexual",),), _rare("sexual")),
    Offer(("any",), "SPAM", ("any_spam",), (("spam",),), _spam_dev),
)


@dataclass(frozen=True, slots=True)
class Rotated:
    """A head as calibration sees it.

    Attributes:
        models: Number `k` has not seen part `k` of the examples; one alone has not seen dev.
        discount: What its log-odds are worth with people it knows nothing of (`circles.discount`).
    """

    models: list[Fitted]
    discount: float = 1.0


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How an offer's margins become a probability.

    Attributes:
        first: By the linear heads alone: `heads` and `bias`, and the operating points of the final score.
        second: With the compact transformer: `heads` and `bias`.
    """

    first: dict[str, Any]
    second: dict[str, Any]


def calibrate(
    offer: Offer,
    models: Mapping[str, Rotated],
    folder: Path,
    hear: Callable[[Sequence[str]], Array],
) -> Calibrated:
    """Fit the log-odds of an offer on its heads' margins.

    Args:
        offer: What is offered.
        models: The linear heads.
        folder: Where the sets are.
        hear: Gives the compact transformer's margins of texts, one column a head of `HEADS`.
    """
    examples = offer.gather(folder)
    labels = np.array([example.label for example in examples])
    linear = np.stack([unseen_margins(models[head].models, examples) for head in offer.linear], axis=1)
    discount = models[offer.linear[0]].discount
    heard = hear([example.text for example in examples])
    means = [heard[:, [HEADS.index(head) for head in group]].mean(axis=1) for group in offer.compact]
    alone = [(head,) for head in offer.linear]
    first, early = _fit(linear, labels, alone, discount)
    second, late = _fit(np.column_stack([linear, *means]), labels, [*alone, *offer.compact], discount)
    unsure = UNSURE_IN.get(offer.languages[0], UNSURE)
    low, high = unsure.get(Attribute(offer.attribute), (0.0, 1.0))
    final = np.where((early > low) & (early < high), late, early)
    return Calibrated({**first, "points": operating_points(labels, final)}, second)


def _fit(
    inputs: Array, labels: Array, names: Sequence[Sequence[str]], discount: float
) -> tuple[dict[str, Any], Array]:
    """Fit a regression whose inputs are means of heads, and give what each head weighs in it."""
    regression = LogisticRegression(C=_WEAK, solver="lbfgs", max_iter=1000).fit(inputs, labels)
    weights = regression.coef_[0] * discount
    bias = float(regression.intercept_[0])
    if discount < 1:  # as many are toxic as before, only less surely so
        bias = brentq(lambda bias: expit(inputs @ weights + bias).mean() - labels.mean(), -_FAR, _FAR)
    heads = {
        name: round(float(weight) / len(group), 4)
        for group, weight in zip(names, weights, strict=True)
        for name in group
    }
    return {"heads": heads, "bias": round(bias, 4)}, expit(inputs @ weights + bias)


def operating_points(labels: Array, scores: Array) -> list[dict[str, float]]:
    """Find the lowest threshold, in hundredths, at which what is flagged reaches each precision.

    Args:
        labels: 0 or 1 a text.
        scores: Probabilities.

    Returns:
        For each precision that can be reached: threshold, recall, and the share flagged.
    """
    points = []
    for precision in _PRECISIONS:
        for threshold in np.arange(0.05, 1.0, 0.01):
            flagged = scores >= threshold
            if flagged.any() and labels[flagged].mean() >= precision:
                recall = labels[flagged].sum() / labels.sum()
                numbers = (precision, threshold, recall, flagged.mean())
                names = ("precision", "threshold", "recall", "flagged")
                points.append(
                    {name: round(float(number), 4) for name, number in zip(names, numbers, strict=True)}
                )
                break
    return points


def unseen_margins(models: Sequence[Fitted], examples: Sequence[Example]) -> Array:
    """Give each text's margin by a model that has not seen it."""
    features = matrix([example.text for example in examples])
    margins = np.stack([margins_of(model, features) for model in models])
    unseen: Array = margins[parts_of(examples) % len(models), np.arange(len(examples))]
    return unseen


def parts_of(examples: Sequence[Example]) -> npt.NDArray[np.int64]:
    """Give the part that each text falls into; texts that begin alike fall into the same."""
    return np.array([part_of(opening(example.text), PARTS) for example in examples], np.int64)
