"""Sessions at the desk: who signed in, how, with what, and until when it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: so often at most it is written."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class Proof(StrEnum):
    """By what a moderator showed who they are."""

    PASSWORD = "password"  # noqa: S105 - the name of a way
    CODE = "password_and_code"
    RECOVERY_CODE = "password_and_recovery_code"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which a moderator is signed in. Its token is known to that browser alone.

    Attributes:
        id: What the moderator revokes it by; nothing can be done with it otherwise.
        moderator: The moderator's id.
        proof: By what the moderator signed in.
        device: Browser and system, in words of ours.
        began_at: When, UTC.
        seen_at: When it was last used, to a minute.
        ends_at: When it ends, however much it is used.
    """

    id: str
    moderator: str
    proof: Proof
    device: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime


def has_ended(session: Session, now: datetime, idle: timedelta) -> bool:
    """Say whether a session is over: its time is up, or it was not used for too long."""
    return now >= session.ends_at or now >= session.seen_at + idle


def seen(session: Session, now: datetime) -> Session | None:
    """Give the session as used now; None where that was noted less than a minute ago."""
    return replace(session, seen_at=now) if now - session.seen_at >= SEEN_EVERY else None


def seconds_left(session: Session, now: datetime, idle: timedelta) -> int:
    """Give the seconds after which the session is over if nobody uses it, at least one."""
    return max(1, int(min(session.ends_at - now, session.seen_at + idle - now).total_seconds()))


def device_of(user_agent: str) -> str:
    """Tell a browser and its system from the User-Agent header, without a word of the header itself."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "?")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "?")
    return f"{browser}, {system}"
