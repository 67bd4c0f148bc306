"""Signing in by an identity provider: it says who somebody is, and the operator has said who may moderate."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from service.domain.begun import Begun
from service.domain.errors import NotAModerator, SignedOut
from service.domain.session import Proof
from service.privacy import credential_hash, make_token
from service.sign_in.entering import Arrival, BegunSignIn, Entered, begin, earlier, log_entered
from service.sign_in.throttle import count_visit
from service.storage import begun_sign_ins, keys, moderators

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.settings import Settings
    from service.sign_in.entering import Visitor

log = structlog.get_logger()

BACK = "/desk/sign-in/provider/back"
"""Where the provider sends browsers back to."""


@dataclass(frozen=True, slots=True)
class Question:
    """Where the browser is sent, and what must come back. It has no repr, so that no log can show it."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class Provider(Protocol):
    """What can be asked who somebody is."""

    def ask(self) -> Question:
        """Make the question with which a browser goes to the provider."""

    def claims(self, code: str, nonce: str, verifier: str) -> dict[str, Any]:
        """Give what the provider says of who signed in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in that goes on at the provider.

    Attributes:
        begun: By what it is known here.
        address: Where the browser goes.
    """

    begun: BegunSignIn
    address: str = field(repr=False)


def open_provider(settings: Settings) -> Provider | None:
    """Give the identity provider that is set, if one is."""
    if not settings.oidc_issuer:
        return None
    from service.sign_in.openid import OpenId  # noqa: PLC0415 - takes time to load, and few need it

    return OpenId(settings)


def ask_provider(
    context: Context, provider: Provider, visitor: Visitor, kept: list[tuple[str, str]]
) -> Asked:
    """Begin a sign-in that goes on at the provider.

    Args:
        context: What a stage works with.
        provider: The provider.
        visitor: Who wants to sign in.
        kept: What they were about to do, to be given back afterwards.

    Raises:
        ProviderAway: The provider cannot be reached.
        TooManyTries: There were too many tries from this address.
    """
    count_visit(context, visitor.address)
    question, token = provider.ask(), make_token()
    begun = Begun(state=question.state, nonce=question.nonce, verifier=question.verifier, kept=tuple(kept))

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        begun_sign_ins.start(pipe, credential_hash(token), begun)

    context.write(body)
    return Asked(BegunSignIn(token), question.address)


def take_begun(context: Context, token: str, state: str) -> Begun:
    """Take the sign-in that the provider's answer belongs to; it can be taken once.

    Raises:
        SignedOut: There is none in this browser, or it was too long ago.
    """
    token_hash = credential_hash(token)

    def body(pipe: Pipeline) -> Begun:
        begun = begun_sign_ins.find(pipe, token_hash)
        if begun is None or not begun.state or not hmac.compare_digest(begun.state.encode(), _raw(state)):
            raise SignedOut
        pipe.multi()
        begun_sign_ins.end(pipe, token_hash)
        return begun

    return context.write(body, keys.begun(token_hash))


def enter(context: Context, provider: Provider, visitor: Visitor, begun: Begun, code: str) -> Entered:
    """Sign in whom the provider names.

    Raises:
        ProviderAway: The provider cannot be reached.
        ProviderRefused: It does not take the code, or its token is not good.
        NotAModerator: The operator has added nobody of that name, or not with what the token lacks.
    """
    claims = provider.claims(code, begun.nonce, begun.verifier)
    named = _named(context, claims)
    if named is None:
        log.info("not_a_moderator")
        raise NotAModerator

    def body(pipe: Pipeline) -> Entered:
        moderator = moderators.find(pipe, named.id)
        if moderator is None or moderator.known_as != named.known_as:
            raise NotAModerator
        before = earlier(pipe, visitor)
        pipe.multi()
        return begin(context, pipe, Arrival(moderator, Proof.PROVIDER, visitor, before))

    entered = context.write(body, keys.MODERATORS)
    log_entered(entered)
    return entered


def _named(context: Context, claims: dict[str, Any]) -> Moderator | None:
    """Find who is meant: by the name that the operator gave for the provider, else by the id."""
    settings = context.settings
    name = claims.get(settings.oidc_claim)
    unverified = settings.oidc_claim == "email" and claims.get("email_verified") is not True
    if not isinstance(name, str) or unverified or not _has(claims, settings.oidc_require):
        return None
    known_as = context.hasher.account(name.casefold())
    every = moderators.every(context.redis)
    return next(
        (
            each
            for each in every
            if each.known_as == known_as or (not each.known_as and each.id == name.casefold())
        ),
        None,
    )


def _has(claims: dict[str, Any], required: str) -> bool:
    """Say whether a claim is a text, or a list that holds it; without anything required, yes."""
    name, _, value = required.partition("=")
    given = claims.get(name)
    return not required or given == value or (isinstance(given, list) and value in given)


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
