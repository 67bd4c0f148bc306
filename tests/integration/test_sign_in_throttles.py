"""Throttles of signing in: by account, by address, and by how many passwords are compared at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service import passwords
from service.domain.errors import SignInFailed, TooManyTries
from service.sign_in import Visitor, sign_in
from tests.integration.signing_in import HERE, PASSWORD, anna, enter

if TYPE_CHECKING:
    from service.context import Context

__all__ = ["anna"]


def test_an_account_is_throttled_from_everywhere(context: Context) -> None:
    """Ten tries in a quarter of an hour, from whatever address, for names that there are not too."""
    for name in ("anna", "niemand"):
        for number in range(10):
            with pytest.raises(SignInFailed):
                sign_in(context, Visitor(f"192.0.2.{number}"), name, "falsch")
        with pytest.raises(TooManyTries) as refused:
            sign_in(context, Visitor("198.51.100.1"), name, PASSWORD)
        assert 80 <= int(str(refused.value.facts["retry_after"])) <= 90, "a tenth of the window"


@pytest.mark.parametrize(
    "addresses",
    [["192.0.2.7"], ["::ffff:192.0.2.7", "192.0.2.7"], [f"2001:db8:1:2::{n:x}" for n in range(1, 40)], ["?"]],
)
def test_an_address_is_throttled_whatever_the_name(context: Context, addresses: list[str]) -> None:
    """Thirty tries; the addresses of one IPv6 network are one. Another address is not concerned."""
    for number in range(30):
        with pytest.raises(SignInFailed):
            sign_in(context, Visitor(addresses[number % len(addresses)]), f"name{number}", "falsch")
    with pytest.raises(TooManyTries):
        sign_in(context, Visitor(addresses[-1]), "anna", PASSWORD)
    enter(context, Visitor("2001:db8:1:3::1"))


def test_who_is_throttled_by_address_costs_the_account_nothing(context: Context) -> None:
    """An address that has used up its tries cannot lock an account for others."""
    for number in range(30):
        with pytest.raises(SignInFailed):
            sign_in(context, HERE, f"name{number}", "falsch")
    for _ in range(20):
        with pytest.raises(TooManyTries):
            sign_in(context, HERE, "anna", "falsch")
    enter(context, Visitor("198.51.100.1"))


def test_too_many_comparisons_at_once_are_refused(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits too long for a turn gets a clear no, and memory stays bounded."""
    monkeypatch.setattr(passwords, "_PATIENCE", 0.01)
    for _ in range(passwords.AT_ONCE):
        passwords.TURNS.acquire()
    try:
        with pytest.raises(TooManyTries):
            sign_in(context, HERE, "anna", PASSWORD)
    finally:
        passwords.TURNS.release(passwords.AT_ONCE)
    enter(context)


def test_the_right_password_begins_the_count_anew(context: Context) -> None:
    """Nine slips, then the right one, and nine slips more are no reason to lock anybody out."""
    for round_ in range(2):
        for number in range(9):
            with pytest.raises(SignInFailed):
                sign_in(context, Visitor(f"192.0.2.{round_}{number}"), "anna", "falsch")
        enter(context)
