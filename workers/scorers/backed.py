"""A scorer that stands on a backend for toxicity, and on the built-in for the rest and in its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from service.domain.score import Assessment, Attribute, Signal
from service.reading import read
from workers.backends.backend import BackendRefusedError, among
from workers.backends.keeper import BackendKeeper
from workers.scorers.builtin import BuiltinScorer
from workers.scorers.language import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from service.domain.score import Scorable
    from workers.backends.process import Scores

LONGEST_TEXT = 10_000
"""Code points of a comment that the backend sees; its tokenizer keeps at most 512 tokens of them."""
PATIENCE = 45.0
"""Seconds a worker waits for its backend when it starts, before it begins without: `dev` waits for 60."""
LONGEST_TIMEOUT = 6.0
"""Seconds that one lot may take: with the built-in it has to fit into a job's 8."""
HEAVY = ("detoxify", "transformers")
SETTLES_NOTHING = (Attribute.SPAM, Attribute.PROFANITY)
"""Attributes of which the built-in may be sure and yet in doubt whether a comment is toxic."""


class BackedScorer:
    """Scores toxicity with a backend, spam with the built-in; alone where the backend is away.

    Attributes:
        name: Its key in `SCORERS`.
    """

    def __init__(
        self,
        name: str,
        keeper: BackendKeeper,
        builtin: BuiltinScorer,
        *,
        asks: Callable[[Assessment], bool] = lambda _: True,
        leaves_unsupported: bool = False,
    ) -> None:
        """Compose a scorer.

        Args:
            name: Its key in `SCORERS`.
            keeper: The backend.
            builtin: The built-in.
            asks: Whether the backend is asked about a comment, by what the built-in says of it.
            leaves_unsupported: Whether comments in languages that the backend was not trained on are
                left to the built-in.
        """
        self.name = name
        self._keeper, self._builtin = keeper, builtin
        self._asks, self._leaves_unsupported = asks, leaves_unsupported
        self._counts = Counter[str]()

    @property
    def version(self) -> str:
        """The backend's version; the built-in's where there was none yet."""
        facts = self._keeper.facts
        return facts.version if facts else self._builtin.version

    def start(self, *, strict: bool, patient: bool = False) -> None:
        """Start the backend, and wait a while for it to be loaded.

        Args:
            strict: Whether a refusal is raised, or the built-in stands in until the backend is mended.
            patient: Whether to wait for it as long as it takes, now and with each batch, since there is no
                job that is to end in time.

        Raises:
            BackendRefusedError: A setting, a file or a library is not what it must be.
            RuntimeError: However patiently it was waited for, the backend could not be loaded.
        """
        self._keeper.start(None if patient else PATIENCE, strict=strict)

    def is_whole(self) -> bool:
        """Say whether the backend is there."""
        return self._keeper.is_there()

    def summary(self) -> str:
        """Say in a line how much the backend had to do."""
        scored, asked, answered = (self._counts[each] for each in ("scored", "asked", "answered"))
        share = 100 * asked / scored if scored else 0.0
        return (
            f"{scored} scored, {asked} ({share:.1f} %) for the backend, {asked - answered} of them degraded"
        )

    def close(self) -> None:
        """End the backend's process."""
        self._keeper.close()

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Give one assessment a comment, in order.

        Args:
            batch: Comments, any number and length.
        """
        assessments = self._builtin.score(batch)
        asked = [at for at, each in enumerate(assessments) if self._is_asked(each)]
        texts = [read(batch[at].content).text[:LONGEST_TEXT] for at in asked]
        found = self._keeper.score(texts)
        self._counts.update(scored=len(batch), asked=len(asked), answered=len(found) - found.count(None))
        for at, scores in zip(asked, found, strict=True):
            assessments[at] = self._compose(assessments[at], scores)
        return assessments

    def _is_asked(self, assessment: Assessment) -> bool:
        supported = not self._leaves_unsupported or self._is_supported(assessment.language)
        return supported and self._asks(assessment)

    def _is_supported(self, language: str) -> bool:
        languages = self._keeper.facts.languages if self._keeper.facts else ()
        return not languages or language in languages or language == UNKNOWN

    def _compose(self, builtin: Assessment, scores: Scores | None) -> Assessment:
        """Join the backend's toxicity with the built-in's SPAM; the built-in's words explain only its own."""
        facts = self._keeper.facts
        if scores is None or facts is None:
            return replace(builtin, degraded=True)
        signals = [signal for signal in builtin.signals if signal.attribute is Attribute.SPAM]
        if not self._is_supported(builtin.language):
            signals.insert(0, Signal("language_unsupported", Attribute.TOXICITY, builtin.language))
        return replace(
            builtin,
            scores={**scores, Attribute.SPAM: builtin.scores[Attribute.SPAM]},
            signals=tuple(signals),
            scorers={facts.name: facts.version, **builtin.scorers},
        )


def open_backed(backend: str, options: Mapping[str, str]) -> BackedScorer:
    """Compose a scorer that asks its backend about every comment.

    Args:
        backend: A key of `BACKENDS`.
        options: The backend's, and `timeout` and the built-in's `folder`.

    Raises:
        BackendRefusedError: An option of its own is not what it must be.
    """
    return BackedScorer(backend, *_parts(backend, options))


def open_cascade(options: Mapping[str, str]) -> BackedScorer:
    """Compose a scorer that leaves what is clear to the built-in, and asks its backend about the rest.

    Args:
        options: `heavy`, which backend; `band`, from which to which score the built-in is uncertain, by the
            highest of its toxicity scores; and those of `open_backed`.

    Raises:
        BackendRefusedError: An option of its own is not what it must be.
    """
    given = dict(options)
    backend = among("heavy", given.pop("heavy", ""), HEAVY)
    low, high = _read_band(given.pop("band", "0.2-0.8"))

    def is_uncertain(assessment: Assessment) -> bool:
        # The highest of them, since a policy flags by any; being sure of swear words settles nothing.
        toxicity = [score for name, score in assessment.scores.items() if name not in SETTLES_NOTHING]
        return low <= max(toxicity, default=0.0) <= high

    parts = _parts(backend, given)
    return BackedScorer("cascade", *parts, asks=is_uncertain, leaves_unsupported=True)


def _parts(backend: str, options: Mapping[str, str]) -> tuple[BackendKeeper, BuiltinScorer]:
    given = {name: str(value) for name, value in options.items()}
    folder = given.pop("folder", "")
    timeout = _read_timeout(given.pop("timeout", "5"))
    builtin = BuiltinScorer(folder) if folder else BuiltinScorer()
    return BackendKeeper(backend, given, timeout), builtin


def _read_timeout(given: str) -> float:
    try:
        timeout = float(given)
    except ValueError:
        timeout = 0.0
    if not 0.0 < timeout <= LONGEST_TIMEOUT:
        raise BackendRefusedError(
            f"timeout is {given!r}; it must be seconds over 0, and {LONGEST_TIMEOUT:g} at most"
        )
    return timeout


def _read_band(given: str) -> tuple[float, float]:
    low, _, high = given.partition("-")
    try:
        band = float(low), float(high)
    except ValueError:
        band = 1.0, 0.0
    if not 0.0 <= band[0] <= band[1] <= 1.0:
        raise BackendRefusedError(f"band is {given!r}; it must be two scores from 0 to 1, such as 0.2-0.8")
    return band
