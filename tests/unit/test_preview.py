"""Trying a policy out: the arrays say what the rule says, and estimates say what they can."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.comment import screened
from service.domain.policy import REJECTABLE, Policy, decide
from service.domain.preview import MOST_CHANGED, Cell, precision, recall, verdict
from service.domain.score import Assessment, Attribute
from service.domain.scored import SAMPLED, VERDICTS, Scored, Verdict, scored
from service.preview import compare, gather, verdicts
from service.storage.insight import pack
from tests.unit.made import comment

if TYPE_CHECKING:
    from collections.abc import Sequence

DAYS = (date(2026, 7, 1), date(2026, 7, 2))
STRICT, MILD = Policy(1, {"TOXICITY": 0.5}), Policy(2, {"TOXICITY": 0.8})

thresholds = st.integers(0, 10_000).map(lambda number: number / 10_000)
policies = st.builds(
    Policy,
    st.just(1),
    st.dictionaries(st.sampled_from(sorted(Attribute)).map(str), thresholds, min_size=1),
    st.dictionaries(st.sampled_from(sorted(REJECTABLE)), thresholds),
)
assessments = st.none() | st.builds(
    Assessment, st.dictionaries(st.sampled_from(sorted(Attribute)), st.floats(0, 1) | thresholds)
)


def sheet_of(*days: Sequence[Scored]) -> tuple[tuple[date, ...], list[tuple[list[bytes], list[bytes]]]]:
    """Keep comments as storage does."""
    kept = [
        ([b"%d-%04d" % (day, number) for number in range(len(some))], [pack(each) for each in some])
        for day, some in enumerate(days)
    ]
    return DAYS[: len(days)], kept


def one(
    score: float, said: Verdict = Verdict.NONE, by_policy: Verdict | None = None, marks: int = 0
) -> Scored:
    """Keep a comment of some toxicity, which `MILD` decided on."""
    found = scored(
        screened(comment(), made := Assessment({Attribute.TOXICITY: score}), decide(MILD, made, NOW))
    )
    assert found is not None
    return replace(found, by_moderator=said, marks=marks, by_policy=by_policy or found.by_policy)


NOW = datetime(2026, 7, 1, tzinfo=UTC)


@given(st.lists(assessments), policies, policies)
def test_every_comment_gets_the_verdict_of_the_real_rule(
    found: list[Assessment | None], first: Policy, candidate: Policy
) -> None:
    """The screen's rule, the rule on what is kept, and the arrays agree, at the very threshold too."""
    kept = [scored(screened(comment(), each, decide(first, each, NOW))) for each in found]
    rows = [each for each in kept if each]
    assert [each.by_policy for each in rows] == [VERDICTS[decide(first, each, NOW).outcome] for each in found]
    wanted = [VERDICTS[decide(candidate, each, NOW).outcome] for each in found]
    assert [verdict(each, candidate) for each in rows] == wanted
    assert list(verdicts(gather(*sheet_of(rows)), candidate)) == wanted


def test_both_policies_side_by_side() -> None:
    """Per day, in total, by attribute, and by name which comments change, in both directions."""
    sheet = gather(*sheet_of([one(0.4), one(0.6), one(0.9)], [one(0.7)]))
    found = compare(sheet, MILD, STRICT)
    assert [(day.day.day, day.came, day.now, day.then) for day in found.days] == [(1, 3, 1, 2), (2, 1, 0, 1)]
    assert (found.now.flagged, found.then.flagged, found.then.by_attribute) == (1, 3, {"TOXICITY": 3})
    assert (found.stricter, found.milder) == (2, 0)
    assert [(each.id, each.then, each.scores) for each in found.changed_stricter] == [
        ("1-0000", Verdict.FLAG, {"TOXICITY": 0.7}),
        ("0-0001", Verdict.FLAG, {"TOXICITY": 0.6}),
    ]
    back = compare(sheet, STRICT, MILD)
    assert [each.id for each in back.changed_milder] == ["1-0000", "0-0001"]


def test_only_the_newest_are_named() -> None:
    """All that change are counted, the newest fifty named."""
    found = compare(gather(*sheet_of([one(0.6)] * 80)), MILD, STRICT)
    assert (found.stricter, len(found.changed_stricter)) == (80, MOST_CHANGED)
    assert found.changed_stricter[0].id == "0-0079"


def test_of_no_comments_nothing_is_said() -> None:
    """A site on its first day gets a preview with nothing in it."""
    found = compare(gather(*sheet_of([], [])), MILD, STRICT)
    assert (found.came, found.stricter, found.days_with_comments) == (0, 0, 0)
    assert found.now.precision is found.now.recall is None


def test_the_sample_is_weighted_up() -> None:
    """One bad one in a sample of 4 of 100 approved stands for 25; half of the flags stand for all."""
    flags = [one(0.9, Verdict.REJECT)] * 9 + [one(0.9, Verdict.APPROVE)] + [one(0.9)] * 10
    sample = [one(0.1, Verdict.REJECT, marks=SAMPLED)] + [one(0.1, Verdict.APPROVE, marks=SAMPLED)] * 3
    found = compare(gather(*sheet_of(flags + sample + [one(0.1)] * 96)), MILD, MILD)
    assert (found.judged_flagged, found.judged_sample) == (10, 4)
    assert found.now.precision is not None
    assert found.now.recall is not None
    assert found.now.precision.middle == pytest.approx(0.9)
    assert found.now.recall.middle == pytest.approx(18 / (18 + 25))
    assert found.now.recall.low < 0.25
    assert found.now.recall.high > 0.7


def test_who_came_upon_a_comment_is_no_sample() -> None:
    """An approved comment that a senior rejected unasked was not chosen by chance, and does not count."""
    found = compare(
        gather(*sheet_of([one(0.1, Verdict.REJECT), one(0.1), one(0.9, Verdict.REJECT)])), MILD, MILD
    )
    assert found.judged_sample == 0
    assert found.now.recall is not None
    assert found.now.recall.middle is None
    assert found.now.recall.high == 1.0


def test_what_nobody_judged_has_no_likeliest_value() -> None:
    """A stricter policy stops comments that nobody judged: between which shares, is all that can be said."""
    found = compare(gather(*sheet_of([one(0.9, Verdict.REJECT)] * 50 + [one(0.6)] * 50)), MILD, STRICT)
    assert found.now.precision is not None
    assert found.then.precision is not None
    assert found.now.precision.middle == 1.0
    assert found.then.precision.middle is None
    assert found.then.precision.low == pytest.approx(0.464, abs=0.001)
    assert found.then.precision.high == 1.0


counted = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)).map(
    lambda some: Cell(some[0] + some[1] + some[2], some[1] + some[2], some[2])
)
cells = st.lists(counted, max_size=3)


@given(cells, cells)
def test_estimates_are_shares_within_their_interval(stopped: list[Cell], passed: list[Cell]) -> None:
    """Whatever was judged, an estimate lies within its interval, and that within 0 and 1."""
    for found in (precision(stopped), recall(stopped, passed)):
        if found is not None:
            assert 0 <= found.low <= found.high <= 1 + 1e-12
            if found.middle is not None:
                assert found.low - 1e-12 <= found.middle <= found.high + 1e-12
