"""Signing in with a password: sessions that begin, rotate, run out and are revoked; throttles that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from service import administration, passwords
from service.context import Context
from service.domain.audit import Action
from service.domain.errors import SignedOut, SignInFailed, TooManyTries
from service.domain.moderator import Moderator, Role
from service.domain.session import Proof
from service.privacy import credential_hash, csrf_of
from service.sign_in import Entered, Visitor, resume, sign_in
from service.sign_in.resuming import end_other_sessions, end_session, list_sessions, sign_out
from service.storage import audit_log, keys, moderators, sessions
from tests.conftest import SITE

if TYPE_CHECKING:
    from service.sign_in import SignedIn

PASSWORD = "Kranich über Husum 7"
HERE = Visitor("192.0.2.7", "Firefox, Linux")


@pytest.fixture(autouse=True)
def anna(context: Context) -> Moderator:
    """Add Anna, of both papers."""
    added = Moderator("anna", "Anna", Role.MODERATOR, (SITE, "blatt"))
    administration.add_moderator(context, added, PASSWORD)
    return added


def enter(context: Context, visitor: Visitor = HERE, password: str = PASSWORD) -> Entered:
    """Sign Anna in."""
    entered = sign_in(context, visitor, "anna", password)
    assert isinstance(entered, Entered)
    return entered


def actions(context: Context, site: str = SITE) -> list[tuple[str, str]]:
    """Give actors and actions of a site's audit log, newest first."""
    return [(entry.actor, entry.action) for _, entry in audit_log.page(context.redis, site, None, 100)]


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    """Let time pass for our own code; Redis's clock stays."""
    monkeypatch.setattr(Context, "now", staticmethod(lambda: datetime.now(UTC) + timedelta(**passed)))


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


def test_signing_in_again_rotates_the_token(context: Context) -> None:
    """A browser that signs in with a session gets a new token, and the old one opens nothing more."""
    first = enter(context)
    second = enter(context, replace(HERE, before=first.token))
    assert first.token != second.token
    with pytest.raises(SignedOut):
        resume(context, first.token)
    assert resume(context, second.token).session == second.session


def test_a_session_that_nobody_uses_ends(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the idle time, by our clock and by Redis's; each use, to a minute, begins it anew."""
    entered = enter(context)
    idle = context.settings.session_idle_minutes
    stored = keys.session(credential_hash(entered.token))
    assert idle * 60 - 5 <= context.redis.ttl(stored) <= idle * 60
    before = context.redis.get(stored)
    later(monkeypatch, seconds=50)
    resume(context, entered.token)
    assert context.redis.get(stored) == before, "written once a minute at most"
    later(monkeypatch, minutes=idle - 1)
    resume(context, entered.token)
    assert context.redis.get(stored) != before
    later(monkeypatch, minutes=2 * idle - 2)
    resume(context, entered.token)
    later(monkeypatch, minutes=3 * idle)
    with pytest.raises(SignedOut):
        resume(context, entered.token)


def test_a_session_ends_however_much_it_is_used(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """After twelve hours, though it was used each hour; Redis forgets it then as well."""
    entered = enter(context)
    for hour in range(1, 12):
        later(monkeypatch, hours=hour)
        resume(context, entered.token)
    assert context.redis.ttl(keys.session(credential_hash(entered.token))) <= 3600
    later(monkeypatch, hours=12)
    with pytest.raises(SignedOut):
        resume(context, entered.token)


@pytest.mark.parametrize("token", ["", "x", "\udcff", "x" * 10_000, "*"])
def test_garbage_opens_no_session(context: Context, token: str) -> None:
    """Whatever a cookie may hold."""
    enter(context)
    with pytest.raises(SignedOut):
        resume(context, token)


def test_sessions_are_listed_and_revoked(context: Context) -> None:
    """Each by its id, all others at once; nobody's else."""
    administration.add_moderator(context, Moderator("berta", "Berta", Role.SENIOR, (SITE,)), PASSWORD)
    bertas = sign_in(context, HERE, "berta", PASSWORD)
    assert isinstance(bertas, Entered)
    tokens = [enter(context).token for _ in range(4)]
    here: SignedIn = resume(context, tokens[0])
    listed = list_sessions(context, here.moderator)
    assert len(listed) == 4
    assert not end_session(context, here.moderator, bertas.session.id)
    assert end_session(context, here.moderator, resume(context, tokens[1]).session.id)
    assert end_other_sessions(context, here.moderator, here.session) == 2
    assert list_sessions(context, here.moderator) == [here.session]
    sign_out(context, here.moderator, here.session)
    for token in tokens:
        with pytest.raises(SignedOut):
            resume(context, token)
    assert resume(context, bertas.token).moderator.id == "berta"
    assert actions(context).count(("anna", Action.SIGNED_OUT)) == 4


def test_a_session_revoked_while_in_use_stays_revoked(context: Context) -> None:
    """Noting the use of a session that just ended does not bring it back."""
    entered = enter(context)
    token_hash = credential_hash(entered.token)
    with context.redis.pipeline() as pipe:
        sessions.end(pipe, "anna", [token_hash])
        sessions.use(pipe, token_hash, entered.session, 60)
        pipe.execute()
    assert sessions.find(context.redis, token_hash) is None


@pytest.mark.parametrize("change", ["remove", "reset", "replace", "sign_out"])
def test_what_the_operator_changes_ends_every_session(context: Context, anna: Moderator, change: str) -> None:
    """Removing, another password, adding anew, signing out: no session survives one of them."""
    tokens = [enter(context).token for _ in range(2)]
    match change:
        case "remove":
            administration.remove_moderator(context, "anna")
        case "reset":
            administration.reset_password(context, "anna", "ein anderes Kennwort")
        case "replace":
            administration.add_moderator(context, anna, PASSWORD)
        case _:
            assert administration.sign_out(context, "anna") == 2
    for token in tokens:
        with pytest.raises(SignedOut):
            resume(context, token)
    assert not context.redis.keys("moderato:session:*")
    assert not sessions.hashes(context.redis, "anna")


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


def test_forms_of_one_session_are_not_anothers() -> None:
    """What a form sends along follows from the token and from nothing else."""
    assert csrf_of("a") == csrf_of("a") != csrf_of("b")
    assert "token" not in csrf_of("token")


def test_the_right_password_begins_the_count_anew(context: Context) -> None:
    """Nine slips, then the right one, and nine slips more are no reason to lock anybody out."""
    for round_ in range(2):
        for number in range(9):
            with pytest.raises(SignInFailed):
                sign_in(context, Visitor(f"192.0.2.{round_}{number}"), "anna", "falsch")
        enter(context)
