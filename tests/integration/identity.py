"""An identity provider for tests: small, on a real port, and able to do each thing wrong."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "moderato", "a-client-secret-nobody-may-see"


@cache
def make_key(name: str) -> RSAKey:
    """Make a key of that name; once, since it takes its time."""
    return RSAKey.generate_key(2048, {"kid": name}, private=True)


@dataclass
class Identity:
    """What the provider knows and says.

    Attributes:
        person: The claims of whoever signs in.
        changes: What its tokens say otherwise than they should; None leaves a claim out.
        asked: The parameters of the last question.
        trusted: Its key; tokens are signed with `signing`.
    """

    person: dict[str, Any] = field(default_factory=lambda: {"sub": "4711", "preferred_username": "anna"})
    changes: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    asked: dict[str, str] = field(default_factory=dict)
    ways: list[str] = field(default_factory=list)
    trusted: RSAKey = field(default_factory=lambda: make_key("1"))
    signing: RSAKey | OctKey | None = None
    algorithm: str = "RS256"
    away: bool = False
    issuer: str = ""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> web.Application:
        """Make the provider's application."""
        app = web.Application(middlewares=[self._maybe_away])
        app.router.add_get("/.well-known/openid-configuration", self._configuration)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        app.router.add_get("/userinfo", self._userinfo)
        return app

    @web.middleware
    async def _maybe_away(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.away:
            return web.Response(status=502, text="<html>Bad gateway, geheim")
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _configuration(self, _: web.Request) -> web.Response:
        says = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        if self.userinfo is not None:
            says["userinfo_endpoint"] = f"{self.issuer}/userinfo"
        return web.json_response(says | self.discovery)

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [self.trusted.as_dict(private=False)]})

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """Sign the person in at once, and send the browser back."""
        self.asked = dict(request.query)
        code = secrets.token_urlsafe()
        self._codes[code] = self.asked
        back = urlencode({"code": code, "state": self.asked["state"]})
        raise web.HTTPFound(f"{self.asked['redirect_uri']}?{back}")

    async def _token(self, request: web.Request) -> web.Response:
        given = await request.post()
        asked = self._codes.pop(str(given.get("code")), None)
        if asked is None or not self._is_client(request, dict(given)) or not _fits(asked, dict(given)):
            return web.json_response({"error": "invalid_grant"}, status=400)
        token = {"access_token": "an-access-token", "token_type": "Bearer", "expires_in": 60}
        return web.json_response(token | {"id_token": self._id_token(asked["nonce"])})

    async def _userinfo(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer an-access-token"
        return web.json_response(self.userinfo)

    def _is_client(self, request: web.Request, given: dict[str, Any]) -> bool:
        header = request.headers.get("Authorization")
        self.ways.append("basic" if header else "post")
        if header:
            return base64.b64decode(header.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
        return (given["client_id"], given["client_secret"]) == (CLIENT, SECRET)

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce}
        claims |= self.person | self.changes
        said = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            parts = [b'{"alg":"none"}', str(said).replace("'", '"').encode()]
            return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
        key = self.signing or self.trusted
        return jwt.encode({"alg": self.algorithm, "kid": key.kid}, said, key)


def _fits(asked: dict[str, str], given: dict[str, Any]) -> bool:
    """Check PKCE and the redirect address, as a provider must."""
    hashed = hashlib.sha256(str(given.get("code_verifier")).encode()).digest()
    challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
    return (
        asked["code_challenge_method"] == "S256"
        and asked["code_challenge"] == challenge
        and asked["redirect_uri"] == given.get("redirect_uri")
    )
