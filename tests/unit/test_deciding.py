"""What moderators may do with a comment: any sequence of anything leaves it sound, and undo undoes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from service.domain.comment import (
    STATUS_AFTER,
    Comment,
    Escalation,
    Status,
    awaiting_screen,
    awaits_rescoring,
    rescored,
    screened,
)
from service.domain.deciding import (
    MOST_TURNED,
    check_may_decide,
    check_may_undo,
    check_waits,
    escalated,
    handed_back,
    reopened,
    reviewed,
    turned,
)
from service.domain.decision import DecidedBy, Decision, Outcome
from service.domain.errors import (
    Forbidden,
    ForSeniors,
    NotEscalated,
    NotFlagged,
    NothingToReverse,
    NothingToUndo,
    Refusal,
)
from service.domain.moderator import Moderator, Role
from service.domain.queues import Queue, queue_of
from service.domain.score import Assessment, Attribute
from tests.unit.made import NOON, comment, decision

ANNA = Moderator("anna", "Anna", Role.MODERATOR, ("zeitung",))
BERTA = Moderator("berta", "Berta", Role.SENIOR, ("zeitung",))
SCORED = Assessment({Attribute.TOXICITY: 0.9})
FLAGGED = screened(comment(), SCORED, decision(Outcome.FLAG, 0.9))
SAMPLED = screened(comment(), SCORED, decision(Outcome.APPROVE), sampled=True)
ESCALATION = Escalation("anna", NOON)


def test_a_comment_waits_in_one_queue_at_most() -> None:
    """Flagged ones for all, escalated ones for seniors, sampled approvals until somebody looked."""
    assert queue_of(FLAGGED) is Queue.FLAGGED
    assert queue_of(escalated(FLAGGED, ESCALATION)) is Queue.ESCALATED
    assert queue_of(SAMPLED) is Queue.SAMPLE
    looked_at = reviewed(SAMPLED, decision(Outcome.APPROVE, moderator="anna"))
    assert (looked_at.status, queue_of(looked_at)) == (Status.APPROVED, None)
    assert queue_of(comment()) is None
    assert not screened(comment(), SCORED, decision(Outcome.FLAG, 0.9), sampled=True).sampled


def test_escalated_comments_are_for_seniors() -> None:
    """A moderator may neither decide nor escalate them again; a senior decides, or hands them back."""
    left = escalated(FLAGGED, ESCALATION)
    check_may_decide(BERTA, left)
    for refused in (lambda: check_may_decide(ANNA, left), lambda: escalated(left, ESCALATION)):
        with pytest.raises(ForSeniors):
            refused()
    decided = reviewed(left, decision(Outcome.REJECT, moderator="berta"))
    assert queue_of(reopened(decided)) is Queue.ESCALATED
    assert handed_back(left) == FLAGGED
    for other in (FLAGGED, decided):
        with pytest.raises(NotEscalated):
            handed_back(other)
    for other in (SAMPLED, decided, comment()):
        with pytest.raises(NotFlagged):
            escalated(other, ESCALATION)


def test_a_rescoring_leaves_an_escalated_comment_alone() -> None:
    """A person asked a person: the backend's return must not approve it behind their backs."""
    standing = replace(FLAGGED, decision=replace(decision(Outcome.FLAG, 0.9), degraded=True))
    assert awaits_rescoring(standing)
    assert not awaits_rescoring(escalated(standing, ESCALATION))


def test_only_the_contrary_turns_a_decision() -> None:
    """Approval and rejection turn into each other; what waits, or stands just so, does not."""
    rejected = reviewed(FLAGGED, decision(Outcome.REJECT, moderator="anna"))
    approved = turned(rejected, decision(Outcome.APPROVE, moderator="berta"))
    assert (approved.status, approved.overruled) == (Status.APPROVED, FLAGGED.decision)
    assert reopened(approved) == rejected
    by_policy = screened(comment(), SCORED, decision(Outcome.REJECT, 0.99))
    assert turned(by_policy, decision(Outcome.APPROVE, moderator="berta")).overruled == by_policy.decision
    for standing, outcome in (
        (rejected, Outcome.REJECT),
        (FLAGGED, Outcome.REJECT),
        (comment(), Outcome.APPROVE),
    ):
        with pytest.raises(NothingToReverse):
            turned(standing, decision(outcome, moderator="berta"))


def test_the_policys_decision_is_for_seniors_to_turn() -> None:
    """One's own decision anybody may turn; the policy's and another's only a senior."""
    by_policy = screened(comment(), SCORED, decision(Outcome.APPROVE))
    check_may_undo(BERTA, by_policy)
    with pytest.raises(Forbidden):
        check_may_undo(ANNA, by_policy)
    check_may_undo(ANNA, reviewed(FLAGGED, decision(Outcome.REJECT, moderator="anna")))


def test_who_was_first_is_told() -> None:
    """The refusal of a second decision names the moderator, or the policy."""
    by_anna = reviewed(FLAGGED, decision(Outcome.REJECT, moderator="anna"))
    by_policy = screened(comment(), SCORED, decision(Outcome.APPROVE))
    for decided, by in ((by_anna, "anna"), (by_policy, "policy"), (comment(), "nobody")):
        with pytest.raises(NotFlagged) as refused:
            check_waits(decided)
        assert refused.value.facts["by"] == by


class Life(RuleBasedStateMachine):
    """One comment, and whatever moderators, the policy and the operator may do with it.

    Beside it stands a stack of what it was before each decision that can still be taken back.
    """

    def __init__(self) -> None:
        super().__init__()
        self.comment = comment()
        self.before: list[Comment] = []
        self.steps = 0

    def _stands(self, after: Comment) -> None:
        self.comment = after

    @rule(outcome=st.sampled_from(list(Outcome)), sampled=st.booleans(), degraded=st.booleans())
    def screen(self, outcome: Outcome, *, sampled: bool, degraded: bool) -> None:
        if self.comment.status is not Status.PENDING:
            return
        decided = replace(
            decision(outcome, *([] if outcome is Outcome.APPROVE else [0.9])), degraded=degraded
        )
        self._stands(screened(self.comment, SCORED, decided, sampled=sampled))

    @rule(outcome=st.sampled_from(list(Outcome)))
    def rescore(self, outcome: Outcome) -> None:
        if awaits_rescoring(self.comment):
            self._stands(rescored(self.comment, SCORED, decision(outcome)))
            assert not self.comment.turned

    @rule(outcome=st.sampled_from([Outcome.APPROVE, Outcome.REJECT]))
    def review(self, outcome: Outcome) -> None:
        before = self.comment
        try:
            self._stands(reviewed(before, self._decision(outcome)))
        except NotFlagged:
            assert queue_of(before) is None
            return
        self.before = [before]
        assert queue_of(self.comment) is None

    @rule(outcome=st.sampled_from([Outcome.APPROVE, Outcome.REJECT]))
    def turn(self, outcome: Outcome) -> None:
        before = self.comment
        try:
            self._stands(turned(before, self._decision(outcome)))
        except NothingToReverse:
            assert before.status in (Status.PENDING, Status.FLAGGED, STATUS_AFTER[outcome])
            return
        self.before.append(before)

    @rule()
    def undo(self) -> None:
        try:
            self._stands(reopened(self.comment))
        except NothingToUndo:
            assert not self.before
            return
        if len(self.before) <= MOST_TURNED:
            assert self.comment == self.before[-1]
        self.before.pop()

    @rule()
    def escalate(self) -> None:
        before = self.comment
        try:
            self._stands(escalated(before, Escalation("anna", NOON)))
        except Refusal:
            assert queue_of(before) is not Queue.FLAGGED

    @rule()
    def hand_back(self) -> None:
        before = self.comment
        try:
            self._stands(handed_back(before))
        except NotEscalated:
            assert queue_of(before) is not Queue.ESCALATED

    @rule()
    def replay(self) -> None:
        if self.comment.status is Status.FLAGGED:
            self._stands(awaiting_screen(self.comment))
            self.before = []

    @invariant()
    def the_status_is_the_decisions(self) -> None:
        decided = self.comment.decision
        expected = STATUS_AFTER[decided.outcome] if decided else Status.PENDING
        assert self.comment.status is expected

    @invariant()
    def the_policys_word_is_never_lost(self) -> None:
        decided = self.comment.decision
        by_person = decided is not None and decided.decided_by is DecidedBy.MODERATOR
        assert (self.comment.overruled is not None) == by_person
        assert self.comment.overruled is None or self.comment.overruled.moderator is None
        assert by_person or not self.comment.turned

    @invariant()
    def turned_decisions_are_bounded(self) -> None:
        assert len(self.comment.turned) <= MOST_TURNED

    def _decision(self, outcome: Outcome) -> Decision:
        self.steps += 1
        return replace(decision(outcome, moderator="anna"), decided_at=NOON + timedelta(seconds=self.steps))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
