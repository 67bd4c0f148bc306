"""The Detoxify scorer: toxicity from its transformers, spam and language from the built-in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from service.domain.score import Assessment, Attribute, Signal
from workers.scorers.builtin import BuiltinScorer
from workers.scorers.detoxify_checkpoint import ATTRIBUTES, load_detoxify
from workers.scorers.language import UNKNOWN
from workers.scorers.linear import MODELS
from workers.scorers.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Scorable

# What Detoxify's multilingual model was trained on. German is not among them.
LANGUAGES = ("en", "fr", "es", "it", "pt", "tr", "ru")
_LONGEST_TEXT = 10_000  # code points given to the tokenizer; it keeps at most 512 tokens of them
_DIGITS = 4


class DetoxifyScorer:
    """Scores toxicity with Detoxify, spam with the built-in.

    Detoxify's scores are its own and not calibrated on our data: choose its thresholds apart.

    Attributes:
        name: `detoxify`.
        version: The first digits of the checkpoint's sha256.
    """

    name = "detoxify"

    def __init__(  # noqa: PLR0913 (each is a setting of the operator's)
        self,
        checkpoint: Path | str,
        config: Path | str,
        sha256: str,
        *,
        batch: int = 16,
        languages: Sequence[str] = LANGUAGES,
        folder: Path | str = MODELS,
    ) -> None:
        """Load the checkpoint and the built-in models.

        Args:
            checkpoint: Detoxify's `.ckpt` file.
            config: Folder with the model's `config.json` and tokenizer files.
            sha256: The checkpoint's hash in hex.
            batch: Comments given to the model at once.
            languages: ISO 639-1 codes of what the checkpoint was trained on.
            folder: The built-in's models.

        Raises:
            CheckpointRefusedError: For a checkpoint that is not what it must be.
            RuntimeError: Where detoxify is not installed.
        """
        self._model = load_detoxify(Path(checkpoint), Path(config), sha256)
        self._builtin = BuiltinScorer(folder)
        # Options from the environment are text.
        self._batch = max(1, int(batch))
        self._languages = frozenset(languages.split(",") if isinstance(languages, str) else languages)
        self.version = sha256.strip().lower()[:12]

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Give one assessment a comment, in order.

        Args:
            batch: Comments, any number and length.
        """
        texts = [read(comment.content).text[:_LONGEST_TEXT] for comment in batch]
        # Texts of like length go together: the model's time is that of the longest of each lot.
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        toxicity: dict[int, dict[Attribute, float]] = {}
        for begin in range(0, len(order), self._batch):
            lot = order[begin : begin + self._batch]
            toxicity.update(zip(lot, self._predict([texts[at] for at in lot]), strict=True))
        spam = self._builtin.score(batch)
        return [self._compose(toxicity[at], assessment) for at, assessment in enumerate(spam)]

    def _predict(self, texts: list[str]) -> list[dict[Attribute, float]]:
        by_class = self._model.predict(texts)
        # For a list of one, Detoxify gives numbers instead of lists.
        columns = {
            name: [scores] if isinstance(scores, float) else scores for name, scores in by_class.items()
        }
        return [
            {ATTRIBUTES[name]: round(scores[at], _DIGITS) for name, scores in columns.items()}
            for at in range(len(texts))
        ]

    def _compose(self, toxicity: dict[Attribute, float], builtin: Assessment) -> Assessment:
        """Join Detoxify's scores with the built-in's SPAM; its words explain its own scores only."""
        signals = [signal for signal in builtin.signals if signal.attribute is Attribute.SPAM]
        if builtin.language not in self._languages and builtin.language != UNKNOWN:
            signals.insert(0, Signal("language_unsupported", Attribute.TOXICITY, builtin.language))
        return replace(
            builtin,
            scores={**toxicity, Attribute.SPAM: builtin.scores[Attribute.SPAM]},
            signals=tuple(signals),
            scorers={self.name: self.version, **builtin.scorers},
        )
