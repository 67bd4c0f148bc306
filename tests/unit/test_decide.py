"""The policy's decision follows from scores and thresholds, and from nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.domain.decision import SCORING_FAILED, DecidedBy, Outcome
from service.domain.policy import Policy, decide, lowest_thresholds
from service.domain.score import Assessment, Attribute
from tests.unit.made import NOON

POLICY = Policy(3, {"TOXICITY": 0.8, "SPAM": 0.5}, {"SPAM": 0.95})
NUMBER = st.floats(0, 1)
SCORES = st.dictionaries(st.sampled_from(list(Attribute)), NUMBER)
POLICIES = st.builds(
    Policy,
    st.integers(1, 9),
    st.dictionaries(st.sampled_from([str(each) for each in Attribute]), NUMBER),
    st.dictionaries(st.just("SPAM"), NUMBER),
)


def _decide(**scores: float) -> Outcome:
    assessment = Assessment({Attribute(name): score for name, score in scores.items()})
    return decide(POLICY, assessment, NOON).outcome


def test_a_score_at_its_threshold_counts() -> None:
    """At the threshold is over it; a hair below is not; an attribute without a threshold never counts."""
    assert _decide(TOXICITY=0.8) is Outcome.FLAG
    assert _decide(TOXICITY=0.7999) is Outcome.APPROVE
    assert _decide(INSULT=1.0) is Outcome.APPROVE
    assert _decide() is Outcome.APPROVE


def test_spam_may_be_rejected_outright() -> None:
    """Over the rejecting threshold it is rejected, whatever else it is; between the two it is flagged."""
    assert _decide(SPAM=0.95) is Outcome.REJECT
    assert _decide(SPAM=0.99, TOXICITY=0.99) is Outcome.REJECT
    assert _decide(SPAM=0.94) is Outcome.FLAG


@given(POLICIES, st.sampled_from(list(Attribute)), NUMBER)
def test_nothing_under_the_lowest_threshold_does_anything(
    policy: Policy, attribute: Attribute, score: float
) -> None:
    """And at it or over it a score does something."""
    found = decide(policy, Assessment({attribute: score}), NOON)
    counts = score >= lowest_thresholds(policy).get(attribute, 2.0)
    assert (found.outcome is not Outcome.APPROVE) is counts


def test_what_could_not_be_scored_is_for_a_human() -> None:
    """Never approved, never rejected, by any policy."""
    found = decide(Policy(1, {}, {}), None, NOON)
    assert found.outcome is Outcome.FLAG
    assert [reason.code for reason in found.reasons] == [SCORING_FAILED]


@given(POLICIES, SCORES)
def test_the_decision_can_be_explained(policy: Policy, scores: dict[Attribute, float]) -> None:
    """Every reason is a score at or over its threshold, weightiest first; and all such scores are reasons."""
    found = decide(policy, Assessment(scores), NOON)
    assert (found.decided_by, found.policy_version, found.moderator) == (
        DecidedBy.POLICY,
        policy.version,
        None,
    )
    thresholds = policy.reject if found.outcome is Outcome.REJECT else policy.flag
    reached = {str(name) for name, score in scores.items() if score >= thresholds.get(name, 2)}
    assert {reason.attribute for reason in found.reasons} == reached
    assert (found.outcome is Outcome.APPROVE) == (not reached)
    told = [reason.score or 0.0 for reason in found.reasons]
    assert told == sorted(told, reverse=True)


@given(POLICIES, SCORES, st.sampled_from(list(Attribute)))
def test_a_higher_score_never_helps(
    policy: Policy, scores: dict[Attribute, float], attribute: Attribute
) -> None:
    """Raising a score can only make the outcome severer."""
    severity = [Outcome.APPROVE, Outcome.FLAG, Outcome.REJECT]
    before = decide(policy, Assessment(scores), NOON).outcome
    after = decide(policy, Assessment({**scores, attribute: 1.0}), NOON).outcome
    assert severity.index(after) >= severity.index(before)
