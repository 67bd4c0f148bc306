"""A sign-in between its first step and its second."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Begun:
    """What is remembered while a moderator types a code, or is at the identity provider.

    Attributes:
        moderator: Whose password was right; empty while a provider is asked.
        stamp: Of the password that was right: with another one, the sign-in begins anew.
        state: What the provider sends back, so that its answer is known to be to our question.
        nonce: What the provider puts in its token, so that no token is used twice.
        verifier: What shows the provider that whoever has its code asked for it (PKCE).
        kept: What the visitor was about to do, as the fields of the form that carries it.
    """

    moderator: str = ""
    stamp: str = ""
    state: str = ""
    nonce: str = ""
    verifier: str = ""
    kept: tuple[tuple[str, str], ...] = ()
