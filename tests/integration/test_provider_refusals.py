"""Signing in by an identity provider: everything that can be wrong with it, its tokens, or the way back."""

from __future__ import annotations

import time
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey

from tests.integration.identity import CLIENT, SECRET
from tests.integration.provider_house import Settle, settle

__all__ = ["settle"]

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
