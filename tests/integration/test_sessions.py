"""Sessions: they rotate, run out and are revoked, and nothing brings them back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from service import administration
from service.domain.audit import Action
from service.domain.errors import SignedOut
from service.domain.moderator import Moderator, Role
from service.privacy import credential_hash, csrf_of
from service.sign_in import Entered, resume, sign_in
from service.sign_in.resuming import end_other_sessions, end_session, list_sessions, sign_out
from service.storage import keys, sessions
from tests.conftest import SITE
from tests.integration.signing_in import HERE, PASSWORD, actions, anna, enter, later

if TYPE_CHECKING:
    from service.context import Context
    from service.sign_in import SignedIn

__all__ = ["anna"]


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


def test_forms_of_one_session_are_not_anothers() -> None:
    """What a form sends along follows from the token and from nothing else."""
    assert csrf_of("a") == csrf_of("a") != csrf_of("b")
    assert "token" not in csrf_of("token")
