"""A comment's states: what may follow what, and what is remembered on the way."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.comment import (
    Comment,
    Receipt,
    Status,
    accept,
    awaiting_screen,
    awaits_rescoring,
    rescored,
    screened,
)
from service.domain.deciding import check_may_undo, reopened, reviewed
from service.domain.decision import Outcome
from service.domain.errors import Forbidden, NotFlagged, NothingToUndo, Refusal
from service.domain.moderator import Moderator, Role, may, may_see, role_on, sites_as
from service.domain.score import Assessment, Attribute
from service.domain.submission import Submission
from service.storage.codec import decode, encode
from tests.unit.made import NOON, comment, decision

FLAGGED = screened(comment(), Assessment({Attribute.TOXICITY: 0.9}), decision(Outcome.FLAG, 0.9))
ANNA = Moderator("anna", "Anna", Role.MODERATOR, ("zeitung",))


def test_acceptance_leaves_the_private_data_behind() -> None:
    """A comment has no field for an address or what stood in the honeypot, and everything else sent."""
    submission = Submission(
        "Hallo", "Erika", "e@example.org", "1", author_ip="192.0.2.7", honeypot="geheim", meta={"a": 1}
    )
    receipt = Receipt("id", "zeitung", NOON, "author-hash", "address-hash", ("role",), "r1")
    accepted = accept(submission, receipt)
    assert "e@example.org" not in repr(accepted)
    assert "192.0.2.7" not in repr(accepted)
    assert "geheim" not in repr(accepted)
    assert accepted.honeypot
    taken = {each.name for each in fields(Submission)} - {"author_email", "author_ip", "honeypot"}
    assert all(getattr(accepted, name) == getattr(submission, name) for name in taken)
    assert (accepted.status, accepted.decision) == (Status.PENDING, None)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.APPROVE, Status.APPROVED),
        (Outcome.FLAG, Status.FLAGGED),
        (Outcome.REJECT, Status.REJECTED),
    ],
)
def test_the_screen_gives_the_outcomes_status(outcome: Outcome, status: Status) -> None:
    """Each outcome has its status, with scores or without."""
    assert screened(comment(), None, decision(outcome)).status is status
    assert FLAGGED.scores == {"TOXICITY": 0.9}


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED, Status.REJECTED])
def test_only_what_is_flagged_is_reviewed(status: Status) -> None:
    """Pending comments are the policy's first, and decided ones are decided."""
    with pytest.raises(NotFlagged) as refused:
        reviewed(replace(FLAGGED, status=status), decision(Outcome.APPROVE, moderator="anna"))
    assert refused.value.facts["status"] == status


def test_undo_is_the_opposite_of_review() -> None:
    """After it the comment is as before the moderator decided, to the last field."""
    decided = reviewed(FLAGGED, decision(Outcome.REJECT, moderator="anna"))
    assert decided.overruled == FLAGGED.decision
    assert reopened(decided) == FLAGGED


@pytest.mark.parametrize("undecided", [comment(), FLAGGED])
def test_the_policys_decision_cannot_be_undone(undecided: Comment) -> None:
    """There is nothing to take back where no moderator decided."""
    with pytest.raises(NothingToUndo):
        reopened(undecided)


def test_a_replay_starts_from_the_beginning() -> None:
    """Status and decisions are as when it was accepted."""
    again = awaiting_screen(FLAGGED)
    assert (again.status, again.decision, again.overruled) == (Status.PENDING, None, None)


def test_only_a_degraded_decision_of_the_policy_is_replaced() -> None:
    """It gets the backend's scores and outcome; whole decisions and moderators' are not touched."""
    whole = Assessment({Attribute.TOXICITY: 0.1})
    standing = replace(FLAGGED, decision=replace(decision(Outcome.FLAG, 0.9), degraded=True))
    assert awaits_rescoring(standing)
    after = rescored(standing, whole, decision(Outcome.APPROVE))
    assert (after.status, after.scores) == (Status.APPROVED, {"TOXICITY": 0.1})
    for other in (comment(), FLAGGED, after, reviewed(standing, decision(Outcome.REJECT, moderator="anna"))):
        assert not awaits_rescoring(other)
        with pytest.raises(ValueError, match=other.id):
            rescored(other, whole, decision(Outcome.APPROVE))


@pytest.mark.parametrize(("role", "may"), [(Role.MODERATOR, False), (Role.SENIOR, True), (Role.ADMIN, True)])
def test_anothers_decision_is_for_seniors_to_undo(role: Role, *, may: bool) -> None:
    """One's own anybody may take back, another's only a senior or an admin."""
    decided = reviewed(FLAGGED, decision(Outcome.REJECT, moderator="anna"))
    check_may_undo(ANNA, decided)
    other = replace(ANNA, id="berta", role=role)
    if may:
        check_may_undo(other, decided)
    else:
        with pytest.raises(Forbidden):
            check_may_undo(other, decided)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_sees_a_site_that_was_not_granted(role: Role) -> None:
    """Not even an admin's."""
    assert may_see(replace(ANNA, role=role), "zeitung")
    assert not may_see(replace(ANNA, role=role), "blatt")


def test_a_senior_elsewhere_is_no_senior_here() -> None:
    """A role that differs on one site counts there alone, for undo as for everything."""
    decided = reviewed(FLAGGED, decision(Outcome.REJECT, moderator="anna"))
    elsewhere = Moderator(
        "berta", "Berta", Role.MODERATOR, ("zeitung", "blatt"), roles={"blatt": Role.SENIOR}
    )
    with pytest.raises(Forbidden):
        check_may_undo(elsewhere, decided)
    check_may_undo(elsewhere, replace(decided, site="blatt"))
    assert sites_as(elsewhere, Role.SENIOR) == ("blatt",)


@given(
    st.sampled_from(list(Role)),
    st.dictionaries(st.sampled_from(["zeitung", "blatt", "kurier"]), st.sampled_from(list(Role))),
    st.sets(st.sampled_from(["zeitung", "blatt"])),
)
def test_a_role_is_worth_nothing_where_no_site_was_granted(
    role: Role, roles: dict[str, Role], sites: set[str]
) -> None:
    """On each site the own role counts, else the common one; without a grant there is none at all."""
    someone = replace(ANNA, role=role, roles=roles, sites=tuple(sites))
    for site in ("zeitung", "blatt", "kurier"):
        has = role_on(someone, site)
        assert has == (roles.get(site, role) if site in sites else None)
        allowed = [needed for needed in Role if may(someone, site, needed)]
        assert allowed == (list(Role)[: list(Role).index(has) + 1] if has else [])


def test_a_moderator_stored_before_there_were_roles_by_site_is_read() -> None:
    """What an older version stored decodes, with one role for all sites."""
    stored = b'{"id":"berta","name":"Berta","role":"senior","sites":["zeitung"],"password_hash":"x"}'
    berta = decode(Moderator, stored)
    assert role_on(berta, "zeitung") is Role.SENIOR
    assert b"roles" not in encode(berta)
    assert decode(Moderator, encode(replace(berta, roles={"zeitung": Role.ADMIN}))).roles == {
        "zeitung": Role.ADMIN
    }


@given(st.lists(st.sampled_from(["approve", "reject", "undo", "replay"]), max_size=12))
def test_whatever_moderators_do_the_comment_is_sound(steps: list[str]) -> None:
    """Any sequence leaves a status that fits the decision, and the policy's decision never lost."""
    state = FLAGGED
    for step in steps:
        try:
            if step == "undo":
                state = reopened(state)
            elif step == "replay":
                state = screened(awaiting_screen(state), None, decision(Outcome.FLAG, None))
            else:
                state = reviewed(state, decision(Outcome(step), moderator="anna"))
        except Refusal:
            continue
        assert state.decision is not None
        by_moderator = state.decision.moderator is not None
        assert (state.status is Status.FLAGGED) == (not by_moderator)
        assert (state.overruled is not None) == by_moderator
