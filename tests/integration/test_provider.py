"""Signing in by an identity provider that runs on a port: the whole way, and everything that can be wrong."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestServer
from joserfc.jwk import OctKey, RSAKey

from service import administration
from service.context import Context
from service.domain.moderator import Moderator, Role
from service.domain.session import Proof
from service.edge import make_app
from service.settings import Settings
from service.storage import moderators, sessions
from service.storage.codec import text
from tests.conftest import SITE
from tests.integration.browser import SAME_ORIGIN, Browser
from tests.integration.everything import everything
from tests.integration.identity import CLIENT, SECRET, Identity, make_key

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web
    from aiohttp.test_utils import TestClient

PASSWORD = "Kranich über Husum 7"


@dataclass
class House:
    """A publisher's house: its identity provider, and a browser at the desk."""

    identity: Identity
    browser: Browser
    context: Context

    async def start(self, **kept: str) -> str:
        """Press the button, and give the address at the provider."""
        await self.browser.get("/desk/sign-in?next=/desk/settings")
        fields = {**self.browser.page.form("/desk/sign-in/provider"), **kept}
        page = await self.browser.post("/desk/sign-in/provider", fields)
        assert page.status == 200, page.text
        address = page.first("main a.button").attributes["href"] or ""
        assert f"0; url={address}" == page.first('meta[http-equiv="refresh"]').attributes["content"]
        return address

    async def sign_in(self, **kept: str) -> None:
        """Go the whole way."""
        await self.browser.get(await self.start(**kept))

    def sessions(self) -> list[str]:
        """Give whose sessions there are."""
        found = (
            sessions.find(self.context.redis, text(name).rpartition(":")[2])
            for name in self.context.redis.keys("moderato:session:*")
        )
        return sorted(each.moderator for each in found if each)


@pytest.fixture
async def settle(
    context: Context,
    aiohttp_server: Callable[[web.Application], Awaitable[TestServer]],
    aiohttp_client: Callable[[TestServer], Awaitable[TestClient[Any, Any]]],
    unused_tcp_port: int,
) -> Callable[..., Awaitable[House]]:
    """Give a function that opens a house with further settings."""

    async def open_one(**changes: str) -> House:
        administration.add_moderator(context, Moderator("anna", "Anna", Role.MODERATOR, (SITE,)), PASSWORD)
        identity = Identity()
        server = await aiohttp_server(identity.app())
        identity.issuer = f"http://127.0.0.1:{server.port}"
        told = {
            "public_url": f"http://127.0.0.1:{unused_tcp_port}",
            "oidc_issuer": identity.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
        }
        settings = Settings(**{**context.settings.model_dump(), **told, **changes})
        there = Context(settings, context.redis, context.queues, context.cipher, context.hasher)
        client = await aiohttp_client(TestServer(make_app(there), port=unused_tcp_port))
        return House(identity, Browser(client), there)

    return open_one


Settle = Any


async def test_the_whole_way(settle: Settle) -> None:
    """From the button over the provider back to the page that was wanted, with PKCE, state and nonce."""
    house = await settle()
    await house.sign_in()
    assert (house.browser.page.status, house.browser.page.path) == (200, "/desk/settings")
    assert "über den Anmeldedienst" in house.browser.page.text
    assert house.sessions() == ["anna"]
    asked = house.identity.asked
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert "openid" in asked["scope"].split()
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    assert house.identity.ways == ["basic"]
    assert not house.context.redis.keys("moderato:sign_in:*")


async def test_what_was_being_done_is_kept_over_the_provider(settle: Settle) -> None:
    """The kept form waits in Redis while the browser is elsewhere."""
    house = await settle()
    await house.sign_in(keep="/desk/queue/decide", **{"keep.note": "Grüße <b>", "keep.csrf": "old"})
    page = house.browser.page
    assert "Ihre Entscheidung ist noch da" in page.text
    form = page.form("/desk/queue/decide")
    assert form.pop("csrf") not in ("", "old")
    assert form == {"note": "Grüße <b>"}


WRONG: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x" * 20},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another"},
    "another audience, for us": {"aud": "another", "azp": CLIENT},
    "no audience": {"aud": None},
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "no subject": {"sub": None},
    "expired": {"exp": int(time.time()) - 300},
    "no end": {"exp": None},
    "not yet": {"nbf": int(time.time()) + 3600},
    "issued tomorrow": {"iat": int(time.time()) + 86_400},
    "no moderator": {"preferred_username": "niemand"},
    "no name": {"preferred_username": None},
    "a list of names": {"preferred_username": ["anna"]},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
async def test_a_token_that_is_not_good_opens_nothing(
    settle: Settle, changes: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """403, a sentence in the sign-in form, no session; and no word of the token in the log."""
    house = await settle()
    house.identity.changes = changes
    await house.sign_in()
    page = house.browser.page
    assert page.status == 403
    known = "preferred_username" in changes
    assert ("nicht eingetragen" if known else "nicht bestätigt, wer Sie sind") in page.text
    assert page.form("/desk/sign-in")["next"] == "/desk/settings"
    assert house.sessions() == []
    assert "niemand" not in caplog.text


@pytest.mark.parametrize("way", ["another key", "a shared key", "none", "another's subject"])
async def test_only_the_providers_signature_counts(settle: Settle, way: str) -> None:
    """A key that it does not publish, the client's own secret, no signature at all, userinfo of another."""
    house = await settle()
    match way:
        case "another key":
            house.identity.signing = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
        case "a shared key":
            house.identity.algorithm = "HS256"
            house.identity.signing = OctKey.import_key(SECRET, {"kid": "1"})
        case "none":
            house.identity.algorithm = "none"
        case _:
            house.identity.changes = {"preferred_username": None}
            house.identity.userinfo = {"sub": "0815", "preferred_username": "anna"}
    await house.sign_in()
    assert house.browser.page.status == 403
    assert house.sessions() == []


async def test_a_new_key_of_the_provider_is_fetched(settle: Settle) -> None:
    """Providers change keys: one that is not known yet is looked up, without a restart."""
    house = await settle()
    await house.sign_in()
    house.identity.trusted = make_key("2")
    house.browser.client.session.cookie_jar.clear()
    await house.sign_in()
    assert house.sessions() == ["anna", "anna"]


async def test_what_only_userinfo_tells_is_asked_there(settle: Settle) -> None:
    """Where the token does not name the moderator, the provider's userinfo does."""
    house = await settle()
    house.identity.changes = {"preferred_username": None}
    house.identity.userinfo = {"sub": "4711", "preferred_username": "anna"}
    await house.sign_in()
    assert house.sessions() == ["anna"]


@pytest.mark.parametrize("supported", [["client_secret_post"], ["client_secret_basic", "client_secret_post"]])
async def test_the_client_proves_itself_as_the_provider_wants(settle: Settle, supported: list[str]) -> None:
    """By a header where that is taken, else in the form."""
    house = await settle()
    house.identity.discovery = {"token_endpoint_auth_methods_supported": supported}
    await house.sign_in()
    assert house.sessions() == ["anna"]
    assert house.identity.ways == ["basic" if "client_secret_basic" in supported else "post"]


async def test_a_wrong_client_secret_is_told(settle: Settle) -> None:
    """The provider's refusal is a refusal, and no page of errors."""
    house = await settle(oidc_client_secret="another")
    await house.sign_in()
    assert house.browser.page.status == 403
    assert house.sessions() == []


@pytest.mark.parametrize("when", ["before", "between"])
async def test_a_provider_that_is_away_is_said(
    settle: Settle, when: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """503 with Retry-After, the password form beside it; then it works again without a restart."""
    house = await settle()
    address = await house.start() if when == "between" else ""
    if when == "between":
        answer = await house.browser.client.session.get(address, allow_redirects=False)
        address = answer.headers["Location"]
    house.identity.away = True
    if when == "before":
        await house.browser.get("/desk/sign-in")
        page = await house.browser.submit("/desk/sign-in/provider")
    else:
        page = await house.browser.get(address)
    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert "Der Anmeldedienst antwortet nicht" in page.text
    assert "/desk/sign-in" in page.forms()
    assert "geheim" not in page.html + capsys.readouterr().out
    house.identity.away = False
    await house.sign_in()
    assert house.sessions() == ["anna"]


async def test_another_issuer_than_the_setting_is_not_believed(settle: Settle) -> None:
    """Whoever answers at the address must be whom the operator named."""
    house = await settle()
    house.identity.discovery = {"issuer": "https://evil.example"}
    await house.browser.get("/desk/sign-in")
    assert (await house.browser.submit("/desk/sign-in/provider")).status == 403


async def test_the_way_back_belongs_to_the_browser_that_left(settle: Settle) -> None:
    """Another state, another browser, a second time, an error in place of a code: no session."""
    house = await settle()
    client = house.browser.client
    address = await house.start()
    answer = await client.session.get(address, allow_redirects=False)
    back = answer.headers["Location"]
    code = back.partition("code=")[2].partition("&")[0]
    for wrong in (
        f"/desk/sign-in/provider/back?code={code}&state=x",
        f"/desk/sign-in/provider/back?code={code}",
        "/desk/sign-in/provider/back?state=%ff%00",
    ):
        assert (await house.browser.get(wrong)).status == 401
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    token = cookies["moderato_sign_in"].value
    client.session.cookie_jar.clear()
    assert (await house.browser.get(back)).status == 401
    headers = {"Cookie": f"moderato_sign_in={token}"}
    assert (await client.session.get(back, headers=headers, allow_redirects=False)).status == 303
    assert house.sessions() == ["anna"]
    client.session.cookie_jar.clear()
    assert (await client.session.get(back, headers=headers)).status == 401
    await house.start()
    state = (await house.start()).partition("state=")[2].partition("&")[0]
    page = await house.browser.get(f"/desk/sign-in/provider/back?error=access_denied&state={state}")
    assert page.status == 403
    assert house.sessions() == ["anna"]


async def test_nobody_is_sent_there_by_another_site(settle: Settle) -> None:
    """Beginning is a form of ours, like all others."""
    house = await settle()
    answer = await house.browser.client.post(
        "/desk/sign-in/provider", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status == 403


async def test_a_claim_can_be_required(settle: Settle) -> None:
    """A text that is equal, or a list that holds it."""
    house = await settle(oidc_require="groups=moderation")
    for groups, sees in (
        (None, []),
        ("other", []),
        (["a", "moderationx"], []),
        (["a", "moderation"], ["anna"]),
    ):
        house.identity.changes = {"groups": groups}
        await house.sign_in()
        assert house.sessions() == sees
    house.browser.client.session.cookie_jar.clear()
    house.identity.changes = {"groups": "moderation"}
    await house.sign_in()
    assert house.browser.page.status == 200


@pytest.mark.parametrize(
    ("verified", "enters"), [(True, True), (False, False), (None, False), ("true", False)]
)
async def test_a_moderator_may_have_another_name_there(
    settle: Settle, verified: object, enters: bool
) -> None:
    """By an e-mail address that the provider has verified: it is nowhere in Redis. The id no longer fits."""
    house = await settle(oidc_claim="email")
    known_as = house.context.hasher.account("anna.wagner@verlag.example")
    administration.add_moderator(
        house.context, Moderator("anna", "Anna", Role.MODERATOR, (SITE,), known_as=known_as), PASSWORD
    )
    house.identity.changes = {"email": "Anna.Wagner@verlag.example", "email_verified": verified}
    await house.sign_in()
    assert house.sessions() == (["anna"] if enters else [])
    assert not any(b"wagner" in held.lower() for _, held in everything(house.context.redis))
    house.browser.client.session.cookie_jar.clear()
    administration.sign_out(house.context, "anna")
    house.identity.changes = {"email": "anna", "email_verified": True}
    await house.sign_in()
    assert house.sessions() == []


async def test_a_moderator_removed_meanwhile_does_not_enter(settle: Settle) -> None:
    """Between leaving for the provider and coming back."""
    house = await settle()
    address = await house.start()
    administration.remove_moderator(house.context, "anna")
    assert (await house.browser.get(address)).status == 403
    assert house.sessions() == []


async def test_one_time_codes_are_the_providers_business(settle: Settle) -> None:
    """The session says by what it was begun; the password still works beside the provider."""
    house = await settle()
    await house.sign_in()
    found = sessions.of_moderator(house.context.redis, "anna")
    assert [session.proof for _, session in found] == [Proof.PROVIDER]
    house.browser.client.session.cookie_jar.clear()
    assert (await house.browser.sign_in("anna", PASSWORD)).path == "/desk/settings"
    assert moderators.load(house.context.redis, "anna").known_as == ""


async def test_without_a_provider_there_is_no_button(client: TestClient[Any, Any]) -> None:
    """Nor anything behind its addresses."""
    browser = Browser(client)
    page = await browser.get("/desk/sign-in")
    assert page.forms() == ["/desk/sign-in"]
    assert (await client.post("/desk/sign-in/provider", headers=SAME_ORIGIN)).status == 404
    assert (await client.get("/desk/sign-in/provider/back?code=x&state=y")).status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://login.example"},
        {"oidc_issuer": "login.example"},
        {"oidc_client_id": ""},
        {"public_url": ""},
        {"public_url": "moderato.example"},
        {"public_url": "https://moderato.example/desk"},
        {"oidc_require": "groups"},
    ],
)
def test_settings_that_do_not_fit_are_refused(settings: Settings, wrong: dict[str, str]) -> None:
    """A provider without https, without a client, without an address to come back to."""
    good = {
        "public_url": "https://moderato.example/",
        "oidc_issuer": "https://login.example/realms/verlag",
        "oidc_client_id": CLIENT,
    }
    assert Settings(**{**settings.model_dump(), **good}).oidc_host() == "login.example"
    with pytest.raises(ValueError, match=r"must|needs"):
        Settings(**{**settings.model_dump(), **good, **wrong})
