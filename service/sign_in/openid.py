"""Speaking OpenID Connect with an identity provider. The protocol and its checks are Authlib's.

Loaded only where a provider is set: the library takes a third of a second to load.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import BaseApp, FrameworkIntegration, OAuth2Mixin, OpenIDMixin
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError

from service.domain.errors import ProviderAway, ProviderRefused
from service.sign_in.with_provider import BACK, Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.settings import Settings

log = structlog.get_logger()

_TIMEOUT = 5.0
"""Seconds the provider may take for an answer."""
_FRESH = 3600.0
"""Seconds after which what the provider says of itself is read anew."""
_LEEWAY = 60
"""Seconds the provider's clock may be off."""
_RETRY = 5
_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""What a token may be signed with: a private key of the provider's, and nothing that we know too."""
_WORD = re.compile(r"[a-z_]{1,40}")


class _App(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Client


class OpenId:
    """One identity provider. May be used by several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: tuple[float, _App] | None = None

    def ask(self) -> Question:
        """Make the question with which a browser goes to the provider.

        Raises:
            ProviderAway: The provider cannot be reached, or is not set up as one.
        """
        with _told():
            made = self._app().create_authorization_url(self._redirect())
            return Question(made["url"], made["state"], made["nonce"], made["code_verifier"])

    def claims(self, code: str, nonce: str, verifier: str) -> dict[str, Any]:
        """Give what the provider says of who signed in, for a code that the browser brought back.

        Raises:
            ProviderAway: The provider cannot be reached.
            ProviderRefused: It does not take the code, or its token is not good: the signature, the issuer,
                the audience, the time or the nonce.
        """
        with _told():
            app = self._app()
            token = app.fetch_access_token(self._redirect(), code=code, code_verifier=verifier)
            told = app.parse_id_token(token, nonce, self._expected(app), leeway=_LEEWAY)
            if told is None:
                raise ProviderRefused
            if self._settings.oidc_claim in told or "userinfo_endpoint" not in app.server_metadata:
                return dict(told)
            more = app.userinfo(token=token)
            if more.get("sub") != told["sub"]:
                raise ProviderRefused
            return {**more, **told}

    def _expected(self, app: _App) -> dict[str, Any]:
        return {
            "iss": {"essential": True, "values": [app.server_metadata["issuer"]]},
            "aud": {"essential": True, "values": [self._settings.oidc_client_id]},
        }

    def _redirect(self) -> str:
        return self._settings.public_url + BACK

    def _app(self) -> _App:
        known = self._known
        if known is None or known[0] < time.monotonic():
            known = self._known = (time.monotonic() + _FRESH, self._make())
        return known[1]

    def _make(self) -> _App:
        issuer, secret = self._settings.oidc_issuer, self._settings.oidc_client_secret
        app = _App(
            FrameworkIntegration("moderato"),
            client_id=self._settings.oidc_client_id,
            client_secret=secret or None,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "timeout": _TIMEOUT,
                "leeway": 0,  # what it gives us is used at once, however short it lasts
            },
        )
        says = app.load_server_metadata()
        if str(says["issuer"]).rstrip("/") != issuer.rstrip("/"):
            log.error("provider_is_another", setting="MODERATO_OIDC_ISSUER")
            raise ProviderRefused
        signatures = says.get("id_token_signing_alg_values_supported") or ["RS256"]
        says["id_token_signing_alg_values_supported"] = [each for each in signatures if each in _SIGNATURES]
        ways = says.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if secret and "client_secret_basic" not in ways and "client_secret_post" in ways:
            says["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105 - a way
        return app


@contextmanager
def _told() -> Iterator[None]:
    """Say in our words what went wrong; what the provider said may hold what no log may."""
    try:
        yield
    except (AuthlibBaseError, JoseError) as error:
        reason = str(error.error)
        log.warning(
            "provider_refused",
            error=type(error).__name__,
            reason=reason if _WORD.fullmatch(reason) else "",
        )
        raise ProviderRefused from None
    except (httpx2.HTTPError, httpx2.InvalidURL, LookupError, RuntimeError, TypeError, ValueError) as error:
        log.warning("provider_away", error=type(error).__name__)
        raise ProviderAway(retry_after=_RETRY) from None
