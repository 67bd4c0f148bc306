"""Signing in by an identity provider that runs on a port: the whole way, and who enters by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service import administration
from service.domain.moderator import Moderator, Role
from service.domain.session import Proof
from service.settings import Settings
from service.storage import moderators, sessions
from tests.conftest import SITE
from tests.integration.browser import SAME_ORIGIN, Browser
from tests.integration.everything import everything
from tests.integration.identity import CLIENT, make_key
from tests.integration.provider_house import Settle, settle
from tests.integration.signing_in import PASSWORD

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

__all__ = ["settle"]


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
