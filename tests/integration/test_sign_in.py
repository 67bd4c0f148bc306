"""Signing in with a password: what fits, what does not, and what is changed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from service import administration, passwords
from service.domain.audit import Action
from service.domain.errors import SignInFailed
from service.domain.moderator import Moderator, Role
from service.domain.session import Proof
from service.sign_in import Entered, resume, sign_in
from service.storage import moderators
from tests.conftest import SITE
from tests.integration.signing_in import HERE, PASSWORD, actions, anna, enter

if TYPE_CHECKING:
    from service.context import Context

__all__ = ["anna"]


def test_a_session_belongs_to_whoever_signed_in(context: Context) -> None:
    """Name and password give a token; the token gives the moderator, as long as the session lasts."""
    entered = enter(context)
    signed_in = resume(context, entered.token)
    assert (signed_in.moderator.id, signed_in.session) == ("anna", entered.session)
    assert (signed_in.session.proof, signed_in.session.device) == (Proof.PASSWORD, "Firefox, Linux")
    assert signed_in.session.ends_at - signed_in.session.began_at == timedelta(hours=12)
    for site in (SITE, "blatt"):
        assert actions(context, site)[0] == ("anna", Action.SIGNED_IN)


def test_case_and_spaces_around_the_name_do_not_matter(context: Context) -> None:
    """Phones write names with a capital letter and a space behind."""
    entered = sign_in(context, HERE, " Anna ", PASSWORD)
    assert isinstance(entered, Entered)


@pytest.mark.parametrize("composed", [PASSWORD, "Kranich u\u0308ber Husum 7"])
def test_an_umlaut_is_the_same_from_every_keyboard(context: Context, composed: str) -> None:
    """Whether it comes as one character or as two, the password fits."""
    enter(context, password=composed)


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "falsch"), ("anna", ""), ("anna", "x" * 5_000), ("niemand", PASSWORD), ("", ""), ("\0", "\0")],
)
def test_what_does_not_fit_is_refused_the_same_way(context: Context, name: str, password: str) -> None:
    """A wrong password and an unknown name get one answer; the account's sites learn of the first."""
    with pytest.raises(SignInFailed) as refused:
        sign_in(context, HERE, name, password)
    assert refused.value.facts == {}
    failed = ("unknown", Action.SIGN_IN_FAILED)
    assert [failed in actions(context, site) for site in (SITE, "blatt")] == [name == "anna"] * 2


def test_an_unknown_name_costs_a_comparison_too(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """For known and unknown names, and for accounts without a password, argon2 runs once."""
    compared: list[str] = []
    really = PasswordHasher.verify

    def verify(self: PasswordHasher, stored: str, password: str) -> bool:
        compared.append(stored.split("$")[3])
        return really(self, stored, password)

    with context.redis.pipeline() as pipe:
        moderators.add(pipe, Moderator("berta", "Berta", Role.SENIOR, (SITE,)))
        pipe.execute()
    monkeypatch.setattr(PasswordHasher, "verify", verify)
    for name in ("anna", "niemand", "berta"):
        with pytest.raises(SignInFailed):
            sign_in(context, HERE, name, "falsch")
    assert len(compared) == 3
    assert len(set(compared)) == 1, "at the same cost"


def test_a_password_changed_meanwhile_opens_nothing(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign-in that has compared the old password just when the operator changes it is refused."""
    really = passwords.fits

    def fits(password: str, stored: str) -> bool:
        result = really(password, stored)
        administration.reset_password(context, "anna", "ein anderes Kennwort")
        return result

    monkeypatch.setattr("service.sign_in.with_password.fits", fits)
    with pytest.raises(SignInFailed):
        sign_in(context, HERE, "anna", PASSWORD)
    assert not context.redis.keys("moderato:session:*")


def test_a_dated_hash_is_made_anew(context: Context) -> None:
    """A password hashed at another cost is hashed at today's when it is next given, and still fits."""
    dated = PasswordHasher(memory_cost=16, time_cost=2)
    stored = replace(moderators.load(context.redis, "anna"), password_hash=dated.hash(PASSWORD))
    with context.redis.pipeline() as pipe:
        moderators.add(pipe, stored)
        pipe.execute()
    assert passwords.is_dated(stored.password_hash)
    enter(context)
    assert not passwords.is_dated(moderators.load(context.redis, "anna").password_hash)
    enter(context)
