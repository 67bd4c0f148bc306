"""The `transformers` backend: any model that classifies sequences, from a folder or from the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.backends.backend import DIGITS, BackendRefusedError, among, whole, words
from workers.backends.classifier import find_folder, find_weights, load_classifier
from workers.backends.files import check_hash, check_there, version_of
from workers.backends.int8 import Int8UnavailableError, load_int8
from workers.backends.labels import read_label_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Attribute
    from workers.backends.classifier import Classifier, Predictor


class TransformersBackend:
    """Scores with a model for sequence classification.

    Its scores are its own and not calibrated on our data: choose its thresholds apart.

    Attributes:
        name: `transformers`.
        version: Of all that decides its scores (`version_of`), and `-int8` where weights were quantised.
        languages: What the operator says that it was trained on.
        batch: Texts to give it at once.
        note: Why int8 is off, where it was to be on if possible.
    """

    name = "transformers"

    def __init__(  # noqa: PLR0913 (each is a setting of the operator's)
        self,
        model: str,
        sha256: str,
        *,
        revision: str = "",
        labels: str = "",
        scores: str = "auto",
        int8: str = "auto",
        cache: str = "",
        batch: str = "8",
        threads: str = "0",
        languages: str = "",
    ) -> None:
        """Load the model.

        Args:
            model: Its folder, or its id on the hub.
            sha256: Hash in hex of its weights, `model.safetensors` or else `pytorch_model.bin`.
            revision: For a model from the hub, the full commit.
            labels: What its labels mean, `label:ATTRIBUTE,…`; needed where they do not say so themselves.
            scores: `sigmoid` where labels stand beside each other, `softmax` where they exclude each
                other, `auto` as its configuration says.
            int8: `on`, `off`, or `auto`: on where ONNX Runtime is installed.
            cache: Folder for quantised models.
            batch: Texts to give it at once.
            threads: Threads that it may use; 0 leaves it to the library.
            languages: ISO 639-1 codes of what it was trained on; empty for any.

        Raises:
            BackendRefusedError: An option, a file or a library is not what it must be.
        """
        among("int8", int8, ("auto", "on", "off"))
        folder = find_folder(model, revision)
        weights = find_weights(folder)
        check_there(folder / "config.json")
        check_hash(weights, sha256)
        classifier = load_classifier(folder, weights, scores, whole("threads", threads, 0))
        self._attributes = read_label_map(labels, classifier.labels)
        self.note = ""
        self.version = version_of(sha256, folder, labels, scores)
        self._joined = classifier.joined
        self._predict = self._choose(classifier, int8, cache, sha256)
        self.batch = whole("batch", batch)
        self.languages = words(languages)

    def _choose(self, classifier: Classifier, int8: str, cache: str, sha256: str) -> Predictor:
        if int8 == "off":
            return classifier.predict
        try:
            predict = load_int8(classifier, cache, sha256)
        except Int8UnavailableError as error:
            if int8 == "on":
                raise BackendRefusedError(f"int8=on: {error}") from error
            self.note = f"int8 is off: {error}"
            return classifier.predict
        self.version += "-int8"
        return predict

    def predict(self, texts: Sequence[str]) -> list[dict[Attribute, float]]:
        """Give the scores of each text, 0 to 1, in order.

        Args:
            texts: Any number and length; what is beyond the model's longest text is cut.
        """
        if not texts:
            return []
        return [self._scores(row) for row in self._predict(list(texts))]

    def _scores(self, row: Sequence[float]) -> dict[Attribute, float]:
        """Join the labels of each attribute: the highest, or where they exclude each other their sum."""
        by_attribute: dict[Attribute, list[float]] = {}
        for attribute, score in zip(self._attributes, row, strict=True):
            if attribute is not None:
                by_attribute.setdefault(attribute, []).append(score)
        return {
            attribute: round(min(1.0, self._joined(scores)), DIGITS)
            for attribute, scores in by_attribute.items()
        }
