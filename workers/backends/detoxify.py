"""The `detoxify` backend: Detoxify's transformers, from a local checkpoint or as published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workers.backends.backend import DIGITS, BackendRefusedError, whole, words
from workers.backends.detoxify_checkpoint import load_detoxify
from workers.backends.detoxify_published import fetch_published
from workers.backends.files import version_of
from workers.backends.labels import DETOXIFY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Attribute


class DetoxifyBackend:
    """Scores with one of Detoxify's models.

    Its scores are its own and not calibrated on our data: choose its thresholds apart.

    Attributes:
        name: `detoxify`.
        version: Of the checkpoint, its configuration and its tokenizer (`version_of`).
        languages: What the checkpoint was trained on.
        batch: Comments to give it at once.
        note: Nothing.
    """

    name = "detoxify"
    note = ""

    def __init__(  # noqa: PLR0913 (each is a setting of the operator's)
        self,
        sha256: str,
        *,
        checkpoint: str = "",
        config: str = "",
        model: str = "",
        revision: str = "",
        batch: str = "8",
        threads: str = "0",
        # What Detoxify's multilingual model was trained on. German is not among them.
        languages: str = "en,fr,es,it,pt,tr,ru",
    ) -> None:
        """Load the checkpoint.

        Args:
            sha256: The checkpoint's hash in hex.
            checkpoint: Detoxify's `.ckpt` file.
            config: Folder with the model's `config.json` and tokenizer files.
            model: Instead of both, the name of a published model, which is downloaded once.
            revision: Commit of the published model's configuration on the hub.
            batch: Comments given to the model at once.
            threads: Threads that torch may use; 0 leaves it to torch.
            languages: ISO 639-1 codes of what the checkpoint was trained on.

        Raises:
            BackendRefusedError: An option, a file or a library is not what it must be.
        """
        if bool(model) == bool(checkpoint and config):
            raise BackendRefusedError("detoxify needs either checkpoint and config, or model and revision")
        files = fetch_published(model, revision, sha256) if model else (Path(checkpoint), Path(config))
        self._model = load_detoxify(*files, sha256, whole("threads", threads, 0))
        self.batch = whole("batch", batch)
        self.languages = words(languages)
        self.version = version_of(sha256, files[1])

    def predict(self, texts: Sequence[str]) -> list[dict[Attribute, float]]:
        """Give the scores of each text, 0 to 1, in order.

        Args:
            texts: Any number and length; Detoxify keeps at most 512 tokens of each.
        """
        if not texts:
            return []
        by_class = self._model.predict(list(texts))
        # For a list of one, Detoxify gives numbers instead of lists.
        columns = {
            name: [scores] if isinstance(scores, float) else scores for name, scores in by_class.items()
        }
        return [
            {DETOXIFY[name]: round(scores[at], DIGITS) for name, scores in columns.items()}
            for at in range(len(texts))
        ]
