"""Anna signing in: her passwords, her browser, and what the audit log says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service import administration
from service.context import Context
from service.domain.moderator import Moderator, Role
from service.sign_in import Entered, Visitor, sign_in
from service.storage import audit_log
from tests.conftest import SITE

PASSWORD = "Kranich über Husum 7"
OTHER = "Ein Bügeleisen im Watt"
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
