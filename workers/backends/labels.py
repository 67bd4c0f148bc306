"""What a model's labels mean: which attribute each counts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.score import Attribute
from workers.backends.backend import BackendRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

DETOXIFY = {
    "toxicity": Attribute.TOXICITY,
    "toxic": Attribute.TOXICITY,
    "severe_toxicity": Attribute.SEVERE_TOXICITY,
    "severe_toxic": Attribute.SEVERE_TOXICITY,
    "obscene": Attribute.PROFANITY,
    "threat": Attribute.THREAT,
    "insult": Attribute.INSULT,
    "identity_attack": Attribute.IDENTITY_ATTACK,
    "identity_hate": Attribute.IDENTITY_ATTACK,
    "sexual_explicit": Attribute.SEXUALLY_EXPLICIT,
}
"""Detoxify's class names, in the spellings of all its models."""
OFFERED = {str(attribute): attribute for attribute in Attribute if attribute is not Attribute.SPAM}
"""What a backend may score. Spam is the built-in's: it knows links, repeats and the author."""
KNOWN = DETOXIFY | {name.lower(): attribute for name, attribute in OFFERED.items()}
"""Labels that need no map."""


def read_label_map(given: str, labels: Sequence[str]) -> list[Attribute | None]:
    """Give the attribute that each of a model's labels counts for; None where it counts for none.

    Args:
        given: The operator's map, `label:ATTRIBUTE,label:ATTRIBUTE`; empty where the labels speak for
            themselves.
        labels: The model's labels in order.

    Raises:
        BackendRefusedError: The map names what is not there, or nothing says what any label means.
    """
    named = _parse(given, labels) if given else {label: KNOWN.get(_plain(label)) for label in labels}
    if not any(named.values()):
        raise BackendRefusedError(
            f"the model's labels are {', '.join(labels) or 'not named'}, and none says what it means:"
            f" set labels=LABEL:ATTRIBUTE,… with attributes of {', '.join(OFFERED)}"
        )
    return [named.get(label) for label in labels]


def _parse(given: str, labels: Sequence[str]) -> dict[str, Attribute | None]:
    by_plain = {_plain(label): label for label in labels}
    named: dict[str, Attribute | None] = {}
    for pair in given.split(","):
        # A label may hold a colon, an attribute none.
        name, sign, attribute = pair.rpartition(":")
        label = by_plain.get(_plain(name))
        if not sign or label is None:
            raise BackendRefusedError(
                f"labels names {name or pair!r}; the model's labels are {', '.join(labels)}"
            )
        if attribute and attribute not in OFFERED:
            raise BackendRefusedError(
                f"labels maps {name!r} to {attribute!r}; the attributes are {', '.join(OFFERED)}"
            )
        named[label] = OFFERED.get(attribute)
    return named


def _plain(label: str) -> str:
    """Spell a label as options can: they are separated by spaces."""
    return label.strip().lower().replace(" ", "_").replace("-", "_")
