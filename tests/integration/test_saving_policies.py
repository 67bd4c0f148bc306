"""Saving policies at the desk: by seniors, under the files' rules, and never over somebody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from service.administration import find_policy, load_policy, save_policy
from service.domain.errors import Forbidden, PolicyChanged, PolicyInvalid, PolicyNotFound, SiteNotFound
from service.domain.moderator import Moderator, Role
from service.domain.policy import Policy
from service.storage import audit_log, policies
from tests.conftest import SITE

if TYPE_CHECKING:
    from service.context import Context

BERTA = Moderator("berta", "Berta", Role.SENIOR, (SITE,))
DORA = Moderator("dora", "Dora", Role.MODERATOR, (SITE, "blatt"), roles={SITE: Role.SENIOR})
STRICT = Policy(0, {"TOXICITY": 0.5, "SPAM": 0.6}, {"SPAM": 0.99}, "mehr finden")


def every(context: Context) -> list[Policy]:
    """Give the site's versions."""
    return policies.every(context.redis, SITE)


def test_a_saved_policy_is_the_next_version(context: Context) -> None:
    """It has who made it and when, is in force at once, and the audit log tells of it with the note."""
    saved = save_policy(context, BERTA, SITE, STRICT, 1)
    assert (saved.version, saved.flag, saved.reject, saved.note) == (
        2,
        STRICT.flag,
        STRICT.reject,
        "mehr finden",
    )
    assert (saved.by, saved.at is not None) == ("berta", True)
    assert every(context)[-1] == saved == policies.in_force(context.redis, [SITE])[SITE]
    entry = audit_log.page(context.redis, SITE, None, 1)[0][1]
    assert (entry.actor, entry.action, entry.policy_version, entry.note) == (
        "berta",
        "policy_saved",
        2,
        "mehr finden",
    )


def test_a_policy_from_a_file_says_so(context: Context) -> None:
    """The operator's versions name the operator, and when."""
    [first] = every(context)
    assert (first.by, first.at is not None) == ("operator", True)


def test_nothing_is_saved_over_anothers_policy(context: Context) -> None:
    """Who began from an older version is told who saved which one; nothing is written."""
    save_policy(context, BERTA, SITE, STRICT, 1)
    with pytest.raises(PolicyChanged) as refused:
        save_policy(context, DORA, SITE, STRICT, 1)
    assert refused.value.facts == {"by": "berta", "version": 2}
    assert [each.version for each in every(context)] == [1, 2]
    load_policy(context, SITE, context.settings.policy)
    with pytest.raises(PolicyChanged) as refused:
        save_policy(context, DORA, SITE, STRICT, 2)
    assert refused.value.facts == {"by": "operator", "version": 3}


def test_of_many_at_once_one_is_saved(context: Context) -> None:
    """However close together they come, one comes first, and the others are told."""
    together = Barrier(8)

    def save(number: int) -> str:
        together.wait()
        try:
            save_policy(context, BERTA, SITE, Policy(0, {"TOXICITY": number / 10}), 1)
        except PolicyChanged as refused:
            return f"{refused.facts['by']} {refused.facts['version']}"
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(save, range(8)))
    assert found == ["berta 2"] * 7 + ["saved"]
    assert len(every(context)) == 2


@pytest.mark.parametrize(
    ("moderator", "site", "refusal"),
    [
        (Moderator("anna", "Anna", Role.MODERATOR, (SITE,)), SITE, Forbidden),
        (DORA, "blatt", Forbidden),
        (BERTA, "blatt", SiteNotFound),
        (BERTA, "none", SiteNotFound),
        (Moderator("eve", "Eve", Role.ADMIN, ("none",)), "none", SiteNotFound),
        (Moderator("fritz", "Fritz", Role.ADMIN, ()), SITE, SiteNotFound),
    ],
)
def test_only_seniors_of_the_site_may(
    context: Context, moderator: Moderator, site: str, refusal: type[Exception]
) -> None:
    """A role elsewhere does not help, and whether a site not granted exists is not told."""
    before = policies.every(context.redis, site)
    with pytest.raises(refusal):
        save_policy(context, moderator, site, STRICT, 1)
    with pytest.raises((refusal, PolicyNotFound)):
        find_policy(context, moderator, site, 1)
    assert policies.every(context.redis, site) == before


@pytest.mark.parametrize(
    "policy",
    [
        Policy(0, {}),
        Policy(0, {"RUDE": 0.5}),
        Policy(0, {"TOXICITY": 1.1}),
        Policy(0, {"TOXICITY": float("nan")}),
        Policy(0, {"TOXICITY": 0.5}, {"INSULT": 0.9}),
    ],
)
def test_the_files_rules_hold(context: Context, policy: Policy) -> None:
    """What a file may not say cannot be saved at the desk: words are never rejected without a human."""
    with pytest.raises(PolicyInvalid):
        save_policy(context, BERTA, SITE, policy, 1)
    assert len(every(context)) == 1


def test_going_back_is_a_new_version(context: Context) -> None:
    """The old one's numbers under a new version, with who went back, and no version lost."""
    [first] = every(context)
    save_policy(context, BERTA, SITE, STRICT, 1)
    again = replace(find_policy(context, DORA, SITE, 1), note="doch nicht")
    back = save_policy(context, DORA, SITE, again, 2)
    assert (back.version, back.flag, back.by, back.note) == (3, first.flag, "dora", "doch nicht")
    assert [each.version for each in every(context)] == [1, 2, 3]
    with pytest.raises(PolicyNotFound):
        find_policy(context, DORA, SITE, 9)
