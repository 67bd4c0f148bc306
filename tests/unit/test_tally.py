"""What a comment adds to the counters, and what the counters of some days say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.domain.comment import Comment, Status
from service.domain.deciding import reopened, reviewed, turned
from service.domain.decision import SCORING_FAILED, DecidedBy, Decision, Outcome, Reason
from service.domain.insight import figures
from service.domain.interval import Share
from service.domain.tally import change, tally
from tests.unit.made import NOON, comment

BERLIN = ZoneInfo("Europe/Berlin")


def flagged(*codes: str, comment_id: str = "c1") -> Comment:
    """Make a comment that the policy flagged at noon for the reasons."""
    reasons = tuple(Reason(code, code.upper(), 0.9, 0.8) for code in codes)
    decision = Decision(Outcome.FLAG, reasons, DecidedBy.POLICY, NOON, 1)
    return comment(id=comment_id, status=Status.FLAGGED, decision=decision)


def judged(flag: Comment, outcome: Outcome, minutes: float, reason: str = "") -> Comment:
    """Have Anna decide some minutes after noon."""
    reasons = (Reason(reason),) if reason else ()
    at = NOON + timedelta(minutes=minutes)
    return reviewed(flag, Decision(outcome, reasons, DecidedBy.MODERATOR, at, 1, "anna"))


def counted(*comments: Comment) -> list[dict[str, int]]:
    """Give the counters of each day, in order, that comments add up to."""
    days: dict[date, Counter[str]] = {}
    for each in comments:
        for (_, day, field), number in tally(each, BERLIN).items():
            days.setdefault(day, Counter())[field] += number
    return [dict(days[day]) for day in sorted(days)]


def test_a_flag_and_its_decision() -> None:
    """Each is counted once, with reasons, who decided, in which quarter of an hour, and how long it took."""
    [day] = counted(judged(flagged("toxicity", "insult"), Outcome.REJECT, 20, "insult"))
    assert day == {
        "came": 1,
        "policy|flag": 1,
        "reason|toxicity": 1,
        "reason|insult": 1,
        "moderator|anna|reject": 1,
        "quarter|anna|57": 1,  # 14:20 in Berlin
        "given|insult": 1,
        "judged|flag|reject": 1,
        "attribute|toxicity|reject": 1,
        "attribute|insult|reject": 1,
        "wait|146": 1,
    }


def test_a_pending_comment_counts_for_nothing() -> None:
    """Nothing is known of it yet."""
    assert tally(comment(), UTC) == Counter()


def test_undo_counts_back() -> None:
    """A decision taken back leaves the counters as if it had never been made."""
    flag = flagged("toxicity")
    decided = judged(flag, Outcome.APPROVE, 5)
    there, back = change([flag], [decided], BERLIN), change([decided], [reopened(decided)], BERLIN)
    there.update(back)
    assert not any(there.values())
    assert all(number < 0 for number in back.values())


def test_a_turned_decision_was_work_and_the_last_one_counts() -> None:
    """Anna approves, Berta rejects later: two decisions, one judgement, and the wait was for the first."""
    first = judged(flagged("toxicity"), Outcome.APPROVE, 5)
    at = NOON + timedelta(minutes=90)
    last = turned(first, Decision(Outcome.REJECT, (), DecidedBy.MODERATOR, at, 1, "berta"))
    found = figures(counted(last))
    assert [(each.moderator, each.decisions) for each in found.workload] == [("anna", 1), ("berta", 1)]
    assert (found.decided, found.overturned) == (2, Share(0, 1))
    assert found.median_wait == pytest.approx(300, rel=0.025)
    assert counted(reopened(last)) == counted(first)


def test_only_a_sample_says_what_slips_through() -> None:
    """Of approved comments that people rejected, those count that were picked by chance."""
    decision = Decision(Outcome.APPROVE, (), DecidedBy.POLICY, NOON, 1)
    approved = comment(status=Status.APPROVED, decision=decision, sampled=True)
    said = Decision(Outcome.REJECT, (), DecidedBy.MODERATOR, NOON, 1, "anna")
    found = figures(counted(reviewed(approved, said), turned(replace(approved, sampled=False), said)))
    assert (found.slipped, found.decided, found.overturned) == (Share(1, 1), 2, Share(0, 0))


def test_the_newsrooms_midnight_begins_the_day() -> None:
    """Half past eleven at night UTC is the next day in Berlin in summer."""
    late = flagged("toxicity")
    at = NOON + timedelta(hours=11.5)
    assert {count.day for count in tally(replace(late, created_at=at), BERLIN)} == {date(2026, 7, 2)}
    assert {count.day for count in tally(replace(late, created_at=at), UTC)} == {date(2026, 7, 1)}


def test_a_moderators_own_words_name_no_counter() -> None:
    """A reason that is no code may hold anything, and is counted as another."""
    [day] = counted(judged(flagged("toxicity"), Outcome.REJECT, 1, "schreibt an e@example.org | x"))
    assert day["given|other"] == 1
    assert "example" not in str(day)


def test_figures_of_two_days() -> None:
    """Agreement, overturn rates, waits and time at work, over comments decided on the day and a day later."""
    found = figures(
        counted(
            judged(flagged("toxicity"), Outcome.APPROVE, 1),
            judged(flagged("toxicity", "insult"), Outcome.REJECT, 2, "insult"),
            judged(flagged("insult"), Outcome.REJECT, 24 * 60 + 2, "insult"),
            flagged(SCORING_FAILED),
        )
    )
    assert (found.came, found.flagged, found.decided) == (4, Share(4, 4), 3)
    assert (found.overturned, found.agreed) == (Share(1, 3), Share(2, 3))
    assert {each.code: (each.flagged, each.overturned) for each in found.attributes} == {
        "toxicity": (2, Share(1, 2)),
        "insult": (2, Share(0, 2)),
        SCORING_FAILED: (1, Share(0, 0)),
    }
    assert found.reasons == (("insult", 2),)
    assert found.median_wait == pytest.approx(120, rel=0.025)
    assert found.p95_wait == pytest.approx(86_520, rel=0.025)
    [anna] = found.workload
    assert (anna.approved, anna.rejected, anna.minutes, anna.an_hour) == (1, 2, 30, 6.0)


def test_figures_of_nothing() -> None:
    """A new site has no shares and no waits, and nothing is divided by nothing."""
    found = figures([{}, {}])
    assert (found.came, found.decided, found.workload, found.attributes) == (0, 0, (), ())
    assert found.flagged.value is found.agreed.value is found.median_wait is None


def test_what_was_counted_back_below_nothing_is_nothing() -> None:
    """An operator who changes the time zone may have decisions counted back on another day than their own."""
    found = figures([{"moderator|anna|reject": -1, "quarter|anna|57": -1, "came": 3}])
    assert (found.decided, found.workload, found.came) == (0, (), 3)
