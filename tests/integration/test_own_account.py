"""Changing one's own password and codes needs the password; who lost the authenticator is helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service import administration
from service.domain.errors import (
    Forbidden,
    PasswordUnfit,
    SignedOut,
    SignInFailed,
    TooManyTries,
    WrongPassword,
)
from service.sign_in import Entered, resume, sign_in
from service.sign_in.own_codes import remove_codes, set_up_codes
from service.sign_in.own_password import change_password
from tests.integration.authenticator import anna, with_codes
from tests.integration.signing_in import HERE, OTHER, PASSWORD

if TYPE_CHECKING:
    from service.context import Context
    from service.domain.moderator import Moderator

__all__ = ["anna"]


def test_changes_need_the_password(context: Context, anna: Moderator) -> None:
    """Whoever finds an open desk can neither set codes up nor turn them off, nor set others up over them."""
    for _ in range(2):
        with pytest.raises(WrongPassword):
            set_up_codes(context, anna, "falsch")
    with_codes(context, anna)
    with pytest.raises(WrongPassword):
        remove_codes(context, anna, "falsch")
    with pytest.raises(Forbidden):
        set_up_codes(context, anna, PASSWORD)
    remove_codes(context, anna, PASSWORD)
    assert isinstance(sign_in(context, HERE, "anna", PASSWORD), Entered)


def test_trying_passwords_at_an_open_desk_is_throttled(context: Context, anna: Moderator) -> None:
    """It counts as tries to sign in do."""
    for _ in range(10):
        with pytest.raises(WrongPassword):
            remove_codes(context, anna, "falsch")
    with pytest.raises(TooManyTries):
        remove_codes(context, anna, PASSWORD)


def test_whoever_lost_the_authenticator_is_helped(context: Context, anna: Moderator) -> None:
    """The operator turns codes off; a moderator removed and added again begins without."""
    with_codes(context, anna)
    assert administration.reset_totp(context, "anna")
    assert not administration.reset_totp(context, "anna")
    assert isinstance(sign_in(context, HERE, "anna", PASSWORD), Entered)
    with_codes(context, anna)
    administration.remove_moderator(context, "anna")
    administration.add_moderator(context, anna, PASSWORD)
    assert isinstance(sign_in(context, HERE, "anna", PASSWORD), Entered)


@pytest.mark.usefixtures("anna")
def test_a_changed_password_ends_every_session_but_the_new_one(context: Context) -> None:
    """The browser at hand gets a new session; old password and old tokens are worth nothing."""
    tokens = [
        entered.token
        for _ in range(3)
        if isinstance(entered := sign_in(context, HERE, "anna", PASSWORD), Entered)
    ]
    here = resume(context, tokens[0]).moderator
    with pytest.raises(WrongPassword):
        change_password(context, here, HERE, "falsch", OTHER)
    for unfit in (PASSWORD, "kurz", "annaannaanna1", "x" * 201):
        with pytest.raises(PasswordUnfit):
            change_password(context, here, HERE, PASSWORD, unfit)
    entered = change_password(context, here, HERE, PASSWORD, OTHER)
    assert resume(context, entered.token).moderator.id == "anna"
    for token in tokens:
        with pytest.raises(SignedOut):
            resume(context, token)
    with pytest.raises(SignInFailed):
        sign_in(context, HERE, "anna", PASSWORD)
    assert isinstance(sign_in(context, HERE, "anna", OTHER), Entered)
