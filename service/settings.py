"""The operator's settings: the only reader of the environment."""

from __future__ import annotations

import os
import sys
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

PREFIX = "MODERATO_"
PROJECT = Path(__file__).parent.parent

INSTALLED = Path(sys.prefix) / "etc" / "moderato"
"""Where pip puts what is beside the code in a checkout."""


def _as_delivered() -> Path:
    checkout = PROJECT / "deploy" / "policies" / "default.toml"
    return checkout if checkout.exists() else INSTALLED / "policies" / "default.toml"


class SettingsInvalid(Exception):  # noqa: N818
    """The environment cannot be used as it is; the text has one line a problem."""


class Listen(BaseModel):
    """Where a listener listens."""

    host: str
    port: Annotated[int, Field(ge=0, le=65535)]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `host:port`, with IPv6 hosts in brackets."""
        host, separator, port = text.rpartition(":")
        if not separator or not host or not port.isdecimal():
            raise ValueError("must be host:port")
        return cls(host=host.strip("[]"), port=int(port))


class Settings(BaseModel):
    """Everything an operator may set. `docs/operations.md` lists each with its meaning.

    Attributes:
        listen: Where sites and moderators connect.
        ops_listen: Where health checks and Prometheus connect; not for the public.
        redis_url: The Redis to use; absent, one is started under `data_dir`.
        data_dir: Where the embedded Redis and generated secrets live.
        workers: Screen workers a `moderato work screen` starts.
        encryption_keys: Keys for private data, newest first; older ones still read.
        hash_key: Secret of the keyed hashes by which an author is known again. Never rotate lightly.
        scorer: Which scorer the screen uses.
        policy: The policy that a new site starts with.
        language: Language of texts for callers who state none.
        time_zone: The newsroom's, by its IANA name: in which the desk shows times and counts days.
        key_rate: Submissions a minute for one site key; 0 turns the limit off.
        author_rate: Submissions a minute for one author; 0 turns the limit off.
        max_pending: Pending comments beyond which submissions are refused.
        deliverability: Look up whether an address's domain takes mail, beside the request.
        private_days: Days after which the encrypted e-mail and IP are dropped; 0 keeps them.
        audit_days: Days the audit log is kept.
        claim_seconds: How long a moderator's claim holds.
        undo_seconds: How long a moderator's decision can be taken back before it is told; 0 tells it at once.
        session_idle_minutes: After how many minutes without use a session at the desk is over.
        session_hours: After how many hours it is over in any case.
        public_url: Under which address browsers reach the desk; https makes its cookies Secure.
        oidc_issuer: The identity provider by which moderators may sign in; none where it is empty.
        oidc_client_id: As what Moderato is known to it.
        oidc_client_secret: With what Moderato proves that; none for a public client.
        oidc_claim: Which of the provider's claims names the moderator's id.
        oidc_require: A claim that everybody who signs in must have, `name=value`.
        trusted_proxies: Networks whose X-Forwarded-For is believed, for the throttle of sign-in.
        body_timeout: Seconds a client may take to send a request.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    listen: Listen = Listen(host="127.0.0.1", port=8080)
    ops_listen: Listen = Listen(host="127.0.0.1", port=9090)
    redis_url: str | None = None
    data_dir: Path = Path(".moderato")
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    encryption_keys: Annotated[tuple[str, ...], Field(repr=False)] = ()
    hash_key: Annotated[str, Field(repr=False)] = ""
    scorer: str = "builtin"
    scorer_options: dict[str, str] = {}
    policy: Path = _as_delivered()
    language: Literal["de", "en"] = "de"
    time_zone: str = "Europe/Berlin"
    key_rate: Annotated[int, Field(ge=0)] = 6_000
    author_rate: Annotated[int, Field(ge=0)] = 20
    max_pending: Annotated[int, Field(ge=1)] = 100_000
    deliverability: bool = False
    private_days: Annotated[int, Field(ge=0)] = 0
    audit_days: Annotated[int, Field(ge=1)] = 400
    claim_seconds: Annotated[int, Field(ge=10)] = 300
    undo_seconds: Annotated[int, Field(ge=0, le=3600)] = 10
    session_idle_minutes: Annotated[int, Field(ge=2, le=30 * 24 * 60)] = 120
    session_hours: Annotated[int, Field(ge=1, le=30 * 24)] = 12
    public_url: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: Annotated[str, Field(repr=False)] = ""
    oidc_claim: str = "preferred_username"
    oidc_require: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    body_timeout: Annotated[float, Field(gt=0)] = 10.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "console"] = "auto"

    @field_validator("listen", "ops_listen", mode="before")
    @classmethod
    def _read_listen(cls, given: object) -> object:
        return Listen.parse(given) if isinstance(given, str) else given

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, given: str) -> str:
        if given not in available_timezones():
            raise ValueError("must be an IANA time zone such as Europe/Berlin")
        return given

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, given: str) -> str:
        parts = urlsplit(given.rstrip("/"))
        if given and (
            parts.scheme not in {"http", "https"} or not parts.hostname or parts[2:] != ("", "", "")
        ):
            raise ValueError("must be https://host, without a path")
        return given.rstrip("/")

    @field_validator("encryption_keys", "trusted_proxies", mode="before")
    @classmethod
    def _read_keys(cls, given: object) -> object:
        return tuple(given.replace(",", " ").split()) if isinstance(given, str) else given

    @field_validator("scorer_options", mode="before")
    @classmethod
    def _read_options(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        pairs = [pair.partition("=") for pair in given.split()]
        if not all(separator for _, separator, _ in pairs):
            raise ValueError("must be name=value pairs, with spaces between them")
        return {name: value for name, _, value in pairs}

    @model_validator(mode="after")
    def _require_secrets(self) -> Self:
        """Several processes on one Redis must share the secrets, so they cannot be made up."""
        if self.redis_url and not (self.encryption_keys and self.hash_key):
            raise ValueError(
                "MODERATO_REDIS_URL needs MODERATO_ENCRYPTION_KEYS and MODERATO_HASH_KEY"
                " (make them with: moderato admin make-keys)"
            )
        return self

    @field_validator("oidc_issuer")
    @classmethod
    def _check_issuer(cls, given: str) -> str:
        parts = urlsplit(given)
        local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if given and (not parts.hostname or parts.scheme not in ({"http", "https"} if local else {"https"})):
            raise ValueError("must begin with https://")
        return given

    @field_validator("oidc_require")
    @classmethod
    def _check_require(cls, given: str) -> str:
        if given and not all(given.partition("=")):
            raise ValueError("must be name=value")
        return given

    @model_validator(mode="after")
    def _require_provider(self) -> Self:
        """An identity provider sends browsers back to an address that it knows, and asks who it is."""
        if self.oidc_issuer and not (self.oidc_client_id and self.public_url):
            raise ValueError("MODERATO_OIDC_ISSUER needs MODERATO_OIDC_CLIENT_ID and MODERATO_PUBLIC_URL")
        return self

    def oidc_host(self) -> str:
        """Name the identity provider to people; empty where there is none."""
        return urlsplit(self.oidc_issuer).hostname or ""

    @classmethod
    def from_env(cls) -> Self:
        """Read the settings from the environment.

        A secret may come from a file named by `MODERATO_<SETTING>_FILE`.

        Raises:
            SettingsInvalid: With every problem at once.
        """
        problems, given = _read(dict(os.environ))
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            problems += [_sentence(problem) for problem in error.errors()]
        if problems:
            raise SettingsInvalid("\n".join(problems))
        return settings


def _read(environment: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
    problems, given = [], {}
    for name, text in environment.items():
        if not name.startswith(PREFIX):
            continue
        setting = name.removeprefix(PREFIX).lower()
        if setting.endswith("_file"):
            setting = setting.removesuffix("_file")
            try:
                text = Path(text).read_text(encoding="utf-8").strip()  # noqa: PLW2901
            except OSError as error:
                problems.append(f"{name}: {error.strerror}")
                continue
        if text:
            given[setting] = text
    return problems, given


def _sentence(problem: Any) -> str:
    """Name the variable and the problem; the value is left out, since it may be a secret."""
    name = f"{PREFIX}{problem['loc'][0]}".upper() if problem["loc"] else "settings"
    reason = "unknown setting" if problem["type"] == "extra_forbidden" else problem["msg"]
    return f"{name}: {reason}".replace("Value error, ", "").replace("settings: ", "")
