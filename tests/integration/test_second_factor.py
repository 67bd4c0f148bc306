"""One-time codes: set up, asked for, used once; recovery codes in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service import administration
from service.domain.audit import Action
from service.domain.errors import SignedOut, TooManyTries, WrongCode
from service.domain.session import Proof
from service.sign_in import Entered, Visitor, resume, sign_in
from service.sign_in.own_codes import codes_being_set_up, confirm_codes, set_up_codes
from service.sign_in.with_code import give_code
from service.storage import audit_log, second_factors
from tests.conftest import SITE
from tests.integration.authenticator import anna, begin, code, with_codes
from tests.integration.signing_in import HERE, OTHER, PASSWORD

if TYPE_CHECKING:
    from service.context import Context
    from service.domain.moderator import Moderator

__all__ = ["anna"]


def test_after_set_up_the_password_alone_opens_nothing(context: Context, anna: Moderator) -> None:
    """Before the first code it does; then a code is asked for, and the session says how it was proved."""
    made = set_up_codes(context, anna, PASSWORD)
    assert isinstance(sign_in(context, HERE, "anna", PASSWORD), Entered), "not confirmed yet"
    assert codes_being_set_up(context, anna) == made
    with pytest.raises(WrongCode):
        confirm_codes(context, anna, "000000" if code(made) != "000000" else "000001")
    assert len(confirm_codes(context, anna, code(made, -30))) == 10
    assert codes_being_set_up(context, anna) is None
    token = begin(context)
    with pytest.raises(SignedOut):
        resume(context, token)
    entered = give_code(context, HERE, token, code(made))
    assert resume(context, entered.token).session.proof is Proof.CODE
    with pytest.raises(SignedOut):
        give_code(context, HERE, token, code(made, 30))
    done = [entry.action for _, entry in audit_log.page(context.redis, SITE, None, 9)]
    assert done[:2] == [Action.SIGNED_IN, Action.TOTP_ADDED]


def test_a_code_is_taken_once(context: Context, anna: Moderator) -> None:
    """Whoever looked over the shoulder cannot use it, nor an earlier one, within its time."""
    made, _ = with_codes(context, anna)
    shown = code(made)
    give_code(context, HERE, begin(context), f" {shown[:3]} {shown[3:]} ")
    token = begin(context)
    for used in (shown, code(made, -30)):
        with pytest.raises(WrongCode):
            give_code(context, HERE, token, used)
    give_code(context, HERE, token, code(made, 30))


def test_a_code_of_another_time_is_none(context: Context, anna: Moderator) -> None:
    """A clock may be half a minute off, not more."""
    made, _ = with_codes(context, anna)
    token = begin(context)
    for seconds in (-90, 90, 3600):
        with pytest.raises(WrongCode):
            give_code(context, HERE, token, code(made, seconds))


@pytest.mark.parametrize(
    "garbage", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\0", "x" * 10_000, "-" * 19]
)
def test_garbage_is_no_code(context: Context, anna: Moderator, garbage: str) -> None:
    """Digits of other scripts included; the failure is in the audit log without what was typed."""
    with_codes(context, anna)
    with pytest.raises(WrongCode):
        give_code(context, HERE, begin(context), garbage)
    newest = audit_log.page(context.redis, SITE, None, 1)[0][1]
    assert (newest.actor, newest.action, newest.note) == ("unknown", Action.SIGN_IN_FAILED, "anna")


def test_a_recovery_code_works_once(context: Context, anna: Moderator) -> None:
    """However it was copied; the others stay good."""
    _, recovery = with_codes(context, anna)
    assert len(set(recovery)) == 10
    entered = give_code(context, HERE, begin(context), f" {recovery[0].upper().replace('-', ' ')} ")
    assert entered.session.proof is Proof.RECOVERY_CODE
    token = begin(context)
    with pytest.raises(WrongCode):
        give_code(context, HERE, token, recovery[0])
    give_code(context, HERE, token, recovery[1])
    left = second_factors.find(context.redis, "anna")
    assert left is not None
    assert len(left.recovery) == 8


def test_guessing_codes_ends_soon(context: Context, anna: Moderator) -> None:
    """Twenty codes a day, however often the password is given again; a right one before that counts anew."""
    made, recovery = with_codes(context, anna)
    addresses = iter(Visitor(f"198.51.100.{number}") for number in range(100))
    token = begin(context)
    for _ in range(19):
        with pytest.raises(WrongCode):
            give_code(context, next(addresses), token, "nothing")
    give_code(context, next(addresses), token, recovery[0])
    token = begin(context)
    for _ in range(20):
        with pytest.raises(WrongCode):
            give_code(context, next(addresses), token, "nothing")
    for _ in range(2):
        with pytest.raises(TooManyTries) as refused:
            give_code(context, next(addresses), token, code(made))
    assert int(str(refused.value.facts["retry_after"])) > 3600


def test_the_code_step_waits_ten_minutes(context: Context, anna: Moderator) -> None:
    """After that the password is asked for again."""
    made, _ = with_codes(context, anna)
    token = begin(context)
    (waiting,) = context.redis.keys("moderato:sign_in:*")
    assert 590 < context.redis.ttl(waiting) <= 600
    context.redis.delete(waiting)
    with pytest.raises(SignedOut):
        give_code(context, HERE, token, code(made))
    with pytest.raises(SignedOut):
        give_code(context, HERE, "", code(made))


@pytest.mark.parametrize("change", ["password", "totp", "remove"])
def test_what_changes_meanwhile_ends_the_code_step(context: Context, anna: Moderator, change: str) -> None:
    """Another password, codes turned off, the moderator removed: the second step opens nothing more."""
    made, _ = with_codes(context, anna)
    token = begin(context)
    match change:
        case "password":
            administration.reset_password(context, "anna", OTHER)
        case "totp":
            assert administration.reset_totp(context, "anna")
        case _:
            administration.remove_moderator(context, "anna")
    with pytest.raises(SignedOut):
        give_code(context, HERE, token, code(made))
