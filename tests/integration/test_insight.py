"""The counters behind insight: right after every change, however things went."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.administration import add_site, save_policy
from service.context import Context
from service.domain.decision import Outcome
from service.domain.errors import Refusal
from service.domain.insight import figures
from service.domain.moderator import Moderator, Role
from service.domain.policy import Policy
from service.domain.scored import scored
from service.domain.tally import day_of
from service.erase import erase
from service.replay import replay
from service.review import Choice, decide, reverse, undo
from service.storage import comments, insight, keys
from tests.conftest import SITE
from tests.e2e.counts import lose_jobs, put_in
from tests.integration.recount import recount
from tests.integration.rescoring import NICE, RUDE, Heavy
from tests.integration.scorers import GIFT
from workers.rescore import rescore
from workers.screen import SINGLE_ATTEMPTS, screen

if TYPE_CHECKING:
    from collections.abc import Callable


BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = {
    "anna": Moderator("anna", "Anna", Role.MODERATOR, (SITE,)),
    "berta": Moderator("berta", "Berta", Role.SENIOR, (SITE,)),
}
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=6)


@dataclass
class World:
    """A site in which time passes, and everything that can happen to its comments."""

    context: Context
    scorer: Heavy = field(default_factory=Heavy)
    now: datetime = START
    came: dict[str, datetime] = field(default_factory=dict)

    def come(self, word: str, backend: bool, fails: bool) -> None:
        """Let two comments come and be screened, with the backend or without, or not be scorable."""
        found = put_in(self.context, [word, f"{word} again"])
        lose_jobs(self.context)
        self.came |= dict.fromkeys(found, self.now)
        self.now += timedelta(seconds=5)
        self.scorer.is_there = backend
        for comment_id in found:
            screen(self.context, self.scorer, [comment_id], SINGLE_ATTEMPTS + 1 if fails else 1)
        self.scorer.is_there = True

    def decide(self, which: int, who: str, outcome: Outcome, reason: str) -> None:
        """Let a moderator decide, where there is something to decide."""
        with suppress(Refusal):
            decide(self.context, PEOPLE[who], self._one(which), Choice(outcome, reason))

    def undo(self, which: int, who: str) -> None:
        """Let a moderator take a decision back, where there is one."""
        with suppress(Refusal):
            undo(self.context, PEOPLE[who], self._one(which))

    def turn(self, which: int, first: Outcome) -> None:
        """Let Anna decide, and Berta turn it some hours later, or turn what stands there already."""
        self.decide(which, "anna", first, "")
        self.wait(3)
        contrary = Outcome.REJECT if first is Outcome.APPROVE else Outcome.APPROVE
        with suppress(Refusal):
            reverse(self.context, PEOPLE["berta"], self._one(which), Choice(contrary))

    def erase(self, which: int) -> None:
        """Erase a comment, if it is there."""
        with suppress(Refusal):
            erase(self.context, SITE, self._one(which))

    def replay(self) -> None:
        """Give every dead letter back to the screen, which can score it now."""
        again = [comment_id for comment_id in self.came if replay(self.context, comment_id)]
        lose_jobs(self.context)
        screen(self.context, self.scorer, again)

    def rescore(self) -> None:
        """Score again what was scored without the backend."""
        rescore(self.context, self.scorer)
        lose_jobs(self.context)

    def wait(self, hours: float) -> None:
        """Let time pass."""
        self.now += timedelta(hours=hours)

    def _one(self, which: int) -> str:
        return sorted(self.came)[which % len(self.came)] if self.came else "none"


which = st.integers(0, 5)
who = st.sampled_from(sorted(PEOPLE))
outcomes = st.sampled_from([Outcome.APPROVE, Outcome.REJECT])
steps = st.one_of(
    st.tuples(st.just("come"), st.sampled_from([RUDE, NICE, f"{RUDE} {GIFT}"]), st.booleans(), st.booleans()),
    st.tuples(st.just("decide"), which, who, outcomes, st.sampled_from(["", "insult", "spam"])),
    st.tuples(st.just("decide"), which, who, outcomes, st.just("")),
    st.tuples(st.just("undo"), which, who),
    st.tuples(st.just("turn"), which, outcomes),
    st.tuples(st.just("erase"), which),
    st.tuples(st.just("replay")),
    st.tuples(st.just("rescore")),
    st.tuples(st.just("wait"), st.floats(0.01, 20)),
)


@pytest.fixture
def world(context: Context, monkeypatch: pytest.MonkeyPatch) -> Callable[[], World]:
    """Give a function that makes an empty world, whose clock the test moves."""

    def make() -> World:
        context.redis.flushall()
        add_site(context, SITE, "Zeitung", context.settings.policy)
        save_policy(context, PEOPLE["berta"], SITE, Policy(0, {"TOXICITY": 0.5}, sample=0.5), 1)
        made = World(context)
        monkeypatch.setattr(type(context), "now", staticmethod(lambda: made.now))
        return made

    return make


def read(made: World) -> dict[str, dict[str, int]]:
    """Give the counters that are not zero, by day."""
    days = [(START + timedelta(days=number)).date() for number in range(-1, 90)]
    found = zip(days, insight.read(made.context.redis, SITE, days), strict=True)
    return {
        str(day): kept
        for day, counters in found
        if (kept := {name: number for name, number in counters.items() if number})
    }


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(steps, max_size=40))
def test_the_counters_are_a_recount_of_the_audit_log(
    world: Callable[[], World], taken: list[tuple[str | float, ...]]
) -> None:
    """Screened, decided, undone, rescored, replayed, erased, over days: never one too many or too few."""
    made = world()
    for name, *given_to in taken:
        getattr(made, str(name))(*given_to)
    again = recount(made.context, BERLIN, made.came)
    assert read(made) == {str(day): counts for day, counts in again.items()}
    _check_scored(made)


def _check_scored(made: World) -> None:
    """What is kept to try policies on is what the comments say, and nothing of one that was erased."""
    wanted = {
        comment.id: insight.pack(found)
        for comment in comments.load(made.context.redis, list(made.came))
        if comment and (found := scored(comment))
    }
    days = {day_of(came, BERLIN) for came in made.came.values()}
    kept = {
        comment_id.decode(): packed
        for day in insight.read_scored(made.context.redis, SITE, sorted(days))
        for comment_id, packed in zip(*day, strict=True)
    }
    assert kept == wanted


def test_days_are_kept_for_their_time(world: Callable[[], World]) -> None:
    """Counters live 400 days from their day, scores 31; neither without end."""
    made = world()
    made.come(RUDE, backend=True, fails=False)
    day = day_of(START, BERLIN)
    for key, days in ((keys.insight(SITE, day), 400), (keys.scored(SITE, day), 31)):
        left = timedelta(seconds=made.context.redis.ttl(key))
        gone = datetime.now(UTC) + left - START
        assert timedelta(days=days) <= gone <= timedelta(days=days + 1, hours=2)


def test_a_decision_on_a_comment_of_long_ago_brings_no_scores_back(world: Callable[[], World]) -> None:
    """What is decided after a month is counted on its day, and its scores stay gone."""
    made = world()
    made.now = START - timedelta(days=60)
    made.come(RUDE, backend=True, fails=False)
    made.now = START
    made.decide(0, "anna", Outcome.REJECT, "")
    assert not list(made.context.redis.scan_iter(keys.scored(SITE, day_of(START, BERLIN))[:-10] + "*"))
    assert figures(insight.read(made.context.redis, SITE, [day_of(START, BERLIN)])).decided == 1


def test_another_sites_days_are_its_own(world: Callable[[], World]) -> None:
    """Nothing of one site is counted for another."""
    made = world()
    made.come(RUDE, backend=True, fails=False)
    assert insight.read(made.context.redis, "blatt", [day_of(START, BERLIN)]) == [{}]
