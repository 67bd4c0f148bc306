"""Anna's authenticator: setting it up, the codes that it shows, and the step that asks for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest

from service import administration
from service.domain.moderator import Moderator, Role
from service.sign_in import BegunSignIn, sign_in
from service.sign_in.own_codes import SetUp, confirm_codes, set_up_codes
from service.storage import moderators
from tests.conftest import SITE
from tests.integration.signing_in import HERE, PASSWORD

if TYPE_CHECKING:
    from service.context import Context


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
