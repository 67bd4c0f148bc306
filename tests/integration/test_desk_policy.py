"""The policy page, as a browser without JavaScript uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.administration import add_moderator, load_policy, save_policy
from service.domain.moderator import Moderator, Role
from service.domain.policy import Policy
from service.storage import policies
from tests.conftest import PASSWORD, SITE
from tests.delivered import TOXICITY, in_german
from tests.e2e.counts import put_in
from tests.integration.rescoring import NICE, RUDE, Heavy
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from service.context import Context
    from tests.integration.browser import Browser

    Enter = Callable[[str], Awaitable[Browser]]

PAGE = f"/desk/policy/{SITE}"
DORA = Moderator("dora", "<b>Dora</b>", Role.SENIOR, (SITE,))
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
async def berta(enter: Enter) -> Browser:
    """Sign the senior in."""
    return await enter("berta")


@pytest.fixture
def screened(context: Context) -> list[str]:
    """Have three comments screened, one of which is flagged."""
    ids = put_in(context, [RUDE, NICE, f"{NICE} {HOSTILE}"])
    screen(context, Heavy(), ids)
    return ids


async def save(browser: Browser, **changes: str) -> None:
    """Send the form, with the button that saves."""
    fields = browser.page.form(PAGE) | changes
    fields["csrf"] = browser.page.first('button[name="csrf"]').attributes["value"] or ""
    await browser.post(PAGE, fields)


def every(context: Context) -> list[Policy]:
    """Give the versions."""
    return policies.every(context.redis, SITE)


async def test_the_way_to_it(berta: Browser) -> None:
    """The area leads to the first site, and a site chosen to that site."""
    assert (await berta.get("/desk/policy")).path == PAGE
    assert (await berta.get(f"/desk/policy?site={SITE}")).path == PAGE
    assert "Version 1 ist in Kraft" in berta.page.text


async def test_a_preview_has_an_address(berta: Browser, screened: list[str]) -> None:
    """Thresholds in the query are tried, and stay in the form; the comments that would change are linked."""
    page = await berta.get(f"{PAGE}?flag.TOXICITY=0,05")
    assert page.form(PAGE)["flag.TOXICITY"] == "0,05"
    assert "2 Kommentare würden strenger behandelt" in page.text
    links = {node.attributes["href"] for node in page.tree.css(".changed a")}
    assert links == {f"/desk/comments/{comment_id}" for comment_id in screened[1:]}
    assert "<script>alert" not in page.html
    assert "Formular entspricht" in (await berta.get(PAGE)).text


async def test_the_script_gets_the_preview_alone(berta: Browser, screened: list[str]) -> None:
    """What the desk's script asks for is the fragment, not a page in a page."""
    page = await berta.get(f"{PAGE}?flag.TOXICITY=0.05", **{"X-Requested-With": "desk"})
    assert page.html.lstrip().startswith("<p")
    assert "<html" not in page.html
    assert screened


async def test_saved_as_the_next_version(berta: Browser, context: Context) -> None:
    """With the note and who saved it; the page says so and lists it."""
    await berta.get(PAGE)
    await save(
        berta, **{"flag.TOXICITY": "0,55", "flag.INSULT": "", "sample": "2,5", "note": "Nach dem Wochenende"}
    )
    assert berta.page.path == f"{PAGE}?saved=2"
    assert "Version 2 ist gespeichert und in Kraft" in berta.page.text
    assert "Nach dem Wochenende" in berta.page.text
    saved = every(context)[-1]
    assert (saved.version, saved.by, saved.note) == (2, "berta", "Nach dem Wochenende")
    assert (saved.flag["TOXICITY"], saved.sample) == (0.55, 0.025)
    assert "INSULT" not in saved.flag


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"flag.TOXICITY": "abc"}, "Eine Zahl von 0 bis 1"),
        ({"flag.TOXICITY": "72"}, "Eine Zahl von 0 bis 1"),
        ({"flag.TOXICITY": "nan"}, "Eine Zahl von 0 bis 1"),
        ({"reject.SPAM": "-1"}, "Eine Zahl von 0 bis 1"),
        ({"flag.TOXICITY": HOSTILE}, "Eine Zahl von 0 bis 1"),
        (
            dict.fromkeys((f"flag.{name}" for name in ("TOXICITY", "INSULT", "IDENTITY_ATTACK", "SPAM")), ""),
            "Mindestens eine",
        ),
        ({"sample": "101"}, "Eine Zahl von 0 bis 100"),
        ({"sample": "viel"}, "Eine Zahl von 0 bis 100"),
        ({"note": "x" * 501}, "Höchstens 500 Zeichen"),
    ],
)
async def test_what_is_wrong_is_told_and_kept(
    berta: Browser, context: Context, changes: dict[str, str], told: str
) -> None:
    """Nothing is saved, the field is marked, and all that was typed is still there."""
    await berta.get(PAGE)
    await save(berta, **{"note": "weil"} | changes)
    assert berta.page.status == 422
    assert told in berta.page.text
    form = berta.page.form(PAGE)
    for name, typed in changes.items():
        if name != "note":
            assert form[name] == typed[:20].replace(".", ",")
    assert len(every(context)) == 1
    assert "<script>alert" not in berta.page.html


async def test_a_second_seniors_save_is_told(berta: Browser, context: Context) -> None:
    """Berta began from version 1, Dora saved version 2: Berta sees all three, and keeps what she typed."""
    add_moderator(context, DORA, PASSWORD)
    await berta.get(PAGE)
    save_policy(context, DORA, SITE, Policy(0, {"TOXICITY": 0.5}, note="<i>schnell</i>"), 1)
    await save(berta, **{"flag.TOXICITY": "0,55", "note": "Bertas Grund"})
    page = berta.page
    assert page.status == 409
    assert "<b>Dora</b> war schneller" in page.text
    assert "<i>schnell</i>" in page.text
    assert [cell.text() for cell in page.first(".notice.bad tbody tr").css("td")] == [
        in_german(TOXICITY),
        "0,5",
        "0,55",
    ]
    assert page.form(PAGE)["flag.TOXICITY"] == "0,55"
    assert page.first("textarea").text() == "Bertas Grund"
    assert len(every(context)) == 2
    await save(berta, note="Bertas Grund")
    assert [(each.version, each.by) for each in every(context)][1:] == [(2, "dora"), (3, "berta")]


async def test_a_preview_does_not_hide_that_somebody_saved(berta: Browser, context: Context) -> None:
    """Who only previews meanwhile is told as well, before saving over what they never saw."""
    await berta.get(PAGE)
    save_policy(context, DORA, SITE, Policy(0, {"TOXICITY": 0.5}), 1)
    page = await berta.get(f"{PAGE}?flag.TOXICITY=0.6&expected=1")
    assert "war schneller" in page.text
    page = await berta.get(f"{PAGE}?flag.TOXICITY=0.6&expected=2")
    assert "war schneller" not in page.text


async def test_an_earlier_version_is_compared_and_restored(berta: Browser, context: Context) -> None:
    """Its thresholds beside those in force; restored as a new version; a preview before that, if wanted."""
    first = every(context)[0]
    save_policy(context, DORA, SITE, Policy(0, {"TOXICITY": 0.123456}, sample=0.07), 1)
    load_policy(context, SITE, context.settings.policy)
    page = await berta.get(f"{PAGE}/versions/2")
    assert [cell.text() for cell in page.first("tbody tr").css("td")] == ["0,123456", in_german(TOXICITY)]
    trial = page.first(f'a[href^="{PAGE}?"]').attributes["href"]
    assert page.first("textarea").text() == "Zurück zu Version 2"
    await berta.submit(PAGE, note="Zurück zu Version 2")
    assert berta.page.path == f"{PAGE}?saved=4"
    assert (every(context)[-1].flag, every(context)[-1].sample) == ({"TOXICITY": 0.123456}, 0.07)
    assert every(context)[-1].note == "Zurück zu Version 2"
    assert first in every(context)
    assert (await berta.get(trial or "")).status == 200
    for version in ("0", "9", "x", "²", "99999999999999"):
        assert (await berta.get(f"{PAGE}/versions/{version}")).status == 404
    assert "Diese Version ist in Kraft" in (await berta.get(f"{PAGE}/versions/4")).text


async def test_a_forged_form_saves_nothing(berta: Browser, context: Context) -> None:
    """Without the page's own token nothing is saved."""
    await berta.get(PAGE)
    assert (await berta.post(PAGE, berta.page.form(PAGE) | {"csrf": "x"})).status == 403
    assert len(every(context)) == 1


async def test_only_seniors_of_the_site(enter: Enter, context: Context, berta: Browser) -> None:
    """A moderator is refused on each address, and a senior sees and changes no other site."""
    await berta.get(PAGE)
    fields = berta.page.form(PAGE)
    fields["csrf"] = berta.page.first('button[name="csrf"]').attributes["value"] or ""
    for site in ("blatt", "none"):
        for path in (f"/desk/policy/{site}", f"/desk/policy/{site}/versions/1", f"/desk/policy?site={site}"):
            assert (await berta.get(path)).status == 404
        assert (await berta.post(f"/desk/policy/{site}", fields)).status == 404
    anna = await enter("anna")
    for path in ("/desk/policy", PAGE, f"{PAGE}/versions/1"):
        assert (await anna.get(path)).status == 403
    assert (await anna.post(PAGE, fields)).status == 403
    assert len(every(context)) == len(policies.every(context.redis, "blatt")) == 1
