"""Measures everything of one scorer: what `moderato evaluate` prints and the model card is made of."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from service.domain.score import Attribute
from workers.measuring.faithfulness import Faithfulness, measure_faithfulness
from workers.measuring.footprint import Footprint
from workers.measuring.held_out import FOLDER, NAME, looked_again, measure_held_out, read_held_out
from workers.measuring.identity import Term, measure_terms
from workers.measuring.labelled import Operating, Outcome, TestSets, operating, operating_of, run_trials
from workers.measuring.look_alikes import LookAlikes, measure_look_alikes
from workers.measuring.obfuscation import Disguised, insulting_tweets, single_insults
from workers.measuring.scored import Scored, score_texts
from workers.measuring.speed import Speed
from workers.measuring.targets import TARGETS, Reached, compare
from workers.measuring.thresholds import Point
from workers.measuring.trials import GERMEVAL, JIGSAW, SMS, TRIALS, YOUTUBE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from service.domain.policy import Policy
    from workers.scorers.scorer import Scorer

    Say = Callable[[str], None]

_INSULTS_KEPT = 12  # one in so many, which leaves one insult in 25 texts
_EXPLAINED = (
    ((GERMEVAL,), (Attribute.TOXICITY, Attribute.INSULT)),
    ((JIGSAW,), (Attribute.TOXICITY,)),
    ((SMS, YOUTUBE), (Attribute.SPAM,)),
)


@dataclass(frozen=True, slots=True)
class Alone:
    """What one score flags by itself at the policy's threshold for it.

    Attributes:
        attribute: The score.
        threshold: The policy's.
        flags: What that flags of a set.
    """

    attribute: Attribute
    threshold: float
    flags: Operating


@dataclass(slots=True)
class Evaluation:
    """Everything measured of one scorer.

    Attributes:
        scorer: Its name.
        version: Its version.
        thresholds: Of the policy that flags.
        points: Operating points on dev; none for a scorer without models of ours.
        outcomes: One a trial.
        held_out: The same on our own texts.
        flagged: What the policy flags, a set at a time.
        alone: What each of its thresholds flags by itself, a set at a time.
        identity: Harmless sentences about groups, by language and term, worst first.
        obfuscation: Single insults, then those of GermEval's texts.
        look_alikes: Harmless sentences that look like abuse.
        faithfulness: Whether explanations are true.
        looked_again: Share of the harmless texts of our own that get the second look, by language.
        footprint: None for another scorer than the built-in.
        speed: None where it was not asked for.
        targets: How all of it stands to the floors and goals.
    """

    scorer: str
    version: str
    thresholds: dict[str, float]
    points: list[Point]
    outcomes: list[Outcome]
    held_out: list[Outcome]
    flagged: list[Operating]
    alone: list[Alone]
    identity: list[Term]
    obfuscation: list[Disguised]
    look_alikes: LookAlikes
    faithfulness: list[Faithfulness]
    looked_again: dict[str, float]
    footprint: Footprint | None = None
    speed: Speed | None = None
    targets: list[Reached] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data, numbers to four digits."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def evaluate(  # noqa: PLR0913 (what is measured, with what, on what)
    scorer: Scorer,
    policy: Policy,
    points: list[Point],
    folder: Path,
    say: Say,
    *,
    footprint: Callable[[], Footprint] | None = None,
    speed: Callable[[list[str]], Speed] | None = None,
) -> Evaluation:
    """Measure a scorer on every test split and every list.

    Args:
        scorer: What is measured.
        policy: Whose thresholds flag.
        points: The models' operating points.
        folder: Where the sets are.
        say: Told of each step.
        footprint: Measures what the scorer takes; none to leave it out.
        speed: Measures the speed on real texts; none to leave it out.

    Raises:
        FileNotFoundError: Where a set is missing.
    """
    sets = TestSets(scorer, folder)
    outcomes = []
    for outcome in run_trials(sets, policy):
        outcomes.append(outcome)
        say(f"measured {outcome.attribute} on {outcome.name}")
    held_out, held_out_flagged = measure_held_out(scorer, policy)
    say("measured the held-out texts")
    identity = [term for language in ("de", "en") for term in measure_terms(scorer, folder, policy, language)]
    say("measured the identity terms")
    rows, tweets = sets.of((GERMEVAL,))
    insulting = [bool(row["offensive"]) for row in rows]
    disguised = [single_insults(scorer, policy), insulting_tweets(scorer, policy, tweets, insulting)]
    say("measured disguises")
    found = Evaluation(
        scorer.name,
        scorer.version,
        dict(policy.flag),
        points,
        outcomes,
        held_out,
        [*operating(sets, policy), *held_out_flagged],
        measure_alone(sets, scorer, policy),
        identity,
        [each for each in disguised if each],
        measure_look_alikes(scorer, policy),
        list(_explanations(sets, scorer, policy)),
        looked_again(scorer),
    )
    say("measured look-alikes and explanations")
    if footprint:
        found.footprint = footprint()
        say("measured the footprint")
    if speed:
        found.speed = speed(_ordinary(tweets.texts, insulting))
        say("measured the speed")
    found.targets = compare(found, TARGETS)
    return found


def measure_alone(sets: TestSets, scorer: Scorer, policy: Policy) -> list[Alone]:
    """Measure what each threshold of a policy flags without the others.

    Args:
        sets: The test splits.
        scorer: Scores the held-out texts.
        policy: Its thresholds.
    """
    found: list[Alone] = []
    for trial in TRIALS:
        if trial.attribute in policy.flag and len(trial.sets) == 1:
            rows, scored = sets.of(trial.sets)
            labels = [trial.is_positive(row) for row in rows]
            found += _alone(trial.attribute, policy, trial.name, trial.language, labels, scored)
    for path in sorted(FOLDER.glob("*.tsv")):
        texts = read_held_out(path)
        scored = score_texts(scorer, [each.text for each in texts])
        for attribute in map(Attribute, policy.flag):
            labels = [attribute in each.labels for each in texts]
            found += _alone(attribute, policy, NAME, path.stem, labels, scored)
    order = [*policy.flag]
    return sorted(found, key=lambda each: order.index(each.attribute))


def _alone(  # noqa: PLR0913, PLR0917 (a score, its threshold, and the set)
    attribute: Attribute, policy: Policy, name: str, language: str, labels: list[bool], scored: Scored
) -> Iterator[Alone]:
    if scored.offers(attribute, language):
        threshold = policy.flag[attribute]
        flagged = (scored.scores(attribute) >= threshold).tolist()
        yield Alone(attribute, threshold, operating_of(name, language, labels, flagged))


def _ordinary(texts: list[str], insulting: list[bool]) -> list[str]:
    """Leave out most of the insults, which take longer to explain: on a news site one in 25 is one."""
    return [text for at, text in enumerate(texts) if not insulting[at] or at % _INSULTS_KEPT == 0]


def _explanations(sets: TestSets, scorer: Scorer, policy: Policy) -> Iterator[Faithfulness]:
    for names, attributes in _EXPLAINED:
        _, scored = sets.of(names)
        for attribute in attributes:
            if found := measure_faithfulness(" + ".join(names), scorer, policy, scored, attribute):
                yield found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return value
