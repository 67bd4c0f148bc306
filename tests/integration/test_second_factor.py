"""One-time codes: set up, asked for, used once; recovery codes in their place; and the operator's way out."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyotp
import pytest

from service import administration
from service.context import Context
from service.domain.audit import Action
from service.domain.errors import (
    Forbidden,
    PasswordUnfit,
    SignedOut,
    SignInFailed,
    TooManyTries,
    WrongCode,
    WrongPassword,
)
from service.domain.moderator import Moderator, Role
from service.domain.session import Proof
from service.privacy import Cipher, make_encryption_key
from service.sign_in import BegunSignIn, Entered, Visitor, resume, sign_in
from service.sign_in.own_codes import SetUp, codes_being_set_up, confirm_codes, remove_codes, set_up_codes
from service.sign_in.own_password import change_password
from service.sign_in.with_code import give_code
from service.storage import audit_log, moderators, second_factors
from tests.conftest import SITE
from tests.integration.everything import everything

if TYPE_CHECKING:
    from service.embedded_redis import EmbeddedRedis

PASSWORD = "Kranich über Husum 7"
OTHER = "Ein Bügeleisen im Watt"
HERE = Visitor("192.0.2.7", "Firefox, Linux")


@pytest.fixture
def anna(context: Context) -> Moderator:
    """Add Anna."""
    administration.add_moderator(context, Moderator("anna", "Anna", Role.MODERATOR, (SITE,)), PASSWORD)
    return moderators.load(context.redis, "anna")


def with_codes(context: Context, anna: Moderator) -> tuple[SetUp, list[str]]:
    """Set Anna's authenticator up; give what it knows, and the recovery codes."""
    made = set_up_codes(context, anna, PASSWORD)
    return made, confirm_codes(context, anna, code(made, -30))


def code(made: SetUp, seconds: float = 0) -> str:
    """Give the code that the authenticator shows, some seconds from now."""
    return pyotp.TOTP(made.secret).at(datetime.now(UTC) + timedelta(seconds=seconds))


def begin(context: Context) -> str:
    """Give Anna's password, and the token of the sign-in that waits for her code."""
    begun = sign_in(context, HERE, "anna", PASSWORD)
    assert isinstance(begun, BegunSignIn)
    return begun.token


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


def test_the_picture_holds_the_address_of_the_secret(context: Context, anna: Moderator) -> None:
    """An SVG of our own making, without script or style, with a quiet zone in white for dark screens."""
    made = set_up_codes(context, anna, PASSWORD)
    assert made.picture.startswith("data:image/svg+xml")
    picture = unquote(made.picture)
    assert "<script" not in picture
    assert "#fff" in picture
    assert len(base64.b32decode(made.secret)) >= 20
    assert made.secret not in repr(made)


def test_no_secret_is_readable_at_rest(
    context: Context, anna: Moderator, redis_server: EmbeddedRedis
) -> None:
    """Neither the authenticator's secret, nor a recovery code, token or password is in Redis or its files."""
    made, recovery = with_codes(context, anna)
    waiting = begin(context)
    entered = give_code(context, HERE, begin(context), code(made))
    context.redis.config_set("rdbcompression", "no")
    context.redis.save()
    files = b"".join(path.read_bytes() for path in redis_server.data_dir.rglob("*") if path.is_file())
    held = files + b"\n".join(name.encode() + held for name, held in everything(context.redis))
    assert entered.session.id.encode() in held
    raw = base64.b32decode(made.secret)
    for secret in (made.secret, PASSWORD, waiting, entered.token, HERE.address, *recovery):
        assert secret.encode() not in held
        assert secret.replace("-", "").encode() not in held
    for form in (raw, base64.b64encode(raw)[:-2], raw.hex().encode()):
        assert form not in held


def test_secrets_are_encrypted_anew_with_a_new_key(context: Context, anna: Moderator) -> None:
    """After `reencrypt` the old key can go, and the authenticator's codes stay right."""
    made, _ = with_codes(context, anna)
    new = make_encryption_key()
    rotated = Context(
        context.settings,
        context.redis,
        context.queues,
        Cipher([new, *context.settings.encryption_keys]),
        context.hasher,
    )
    assert administration.reencrypt(rotated) == 1
    alone = Context(context.settings, context.redis, context.queues, Cipher([new]), context.hasher)
    assert give_code(alone, HERE, begin(alone), code(made)).session.moderator == "anna"
