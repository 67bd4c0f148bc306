"""The trials, as a list: which score is compared with which label of which test split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.domain.score import Attribute


@dataclass(frozen=True, slots=True)
class Trial:
    """A score to compare with a label.

    Attributes:
        sets: Names of the sets, pooled where there are more than one.
        language: Of their texts.
        attribute: The score.
        label: The field that holds the label.
        wanted: What of that field counts as positive, where it is no truth value.
        kind: A field to break the result down by.
    """

    sets: tuple[str, ...]
    language: str
    attribute: Attribute
    label: str
    wanted: tuple[str, ...] = ()
    kind: str = ""

    @property
    def name(self) -> str:
        """Name of the sets together."""
        return " + ".join(self.sets)

    def is_positive(self, row: dict[str, Any]) -> bool:
        """Tell whether the row has the label."""
        return row[self.label] in self.wanted if self.wanted else bool(row[self.label])


GERMEVAL, GAHD, JIGSAW, SURGE = "germeval2018_de", "gahd_de", "jigsaw_davidson_en", "surge_toxicity_en"
HATECHECK, HATEMOJI, SMS, YOUTUBE = "hatecheck_en", "hatemoji_build_en", "sms_spam_en", "youtube_spam"

TRIALS: tuple[Trial, ...] = (
    Trial((GERMEVAL,), "de", Attribute.TOXICITY, "offensive"),
    Trial((GERMEVAL,), "de", Attribute.INSULT, "fine", ("INSULT", "ABUSE")),
    Trial((GAHD,), "de", Attribute.IDENTITY_ATTACK, "hateful"),
    Trial((GAHD,), "de", Attribute.TOXICITY, "hateful"),
    Trial((JIGSAW,), "en", Attribute.TOXICITY, "offensive"),
    Trial((SURGE,), "en", Attribute.TOXICITY, "toxic"),
    Trial((HATECHECK,), "en", Attribute.TOXICITY, "hateful", (), "functionality"),
    Trial((HATECHECK,), "en", Attribute.IDENTITY_ATTACK, "hateful"),
    Trial((HATEMOJI,), "en", Attribute.TOXICITY, "hateful"),
    Trial((HATEMOJI,), "en", Attribute.IDENTITY_ATTACK, "hateful"),
    Trial((SMS,), "en", Attribute.SPAM, "spam"),
    Trial((YOUTUBE,), "en", Attribute.SPAM, "spam"),
    # Together, since the second alone is too small to tell a calibration error from chance.
    Trial((SMS, YOUTUBE), "en", Attribute.SPAM, "spam"),
)
