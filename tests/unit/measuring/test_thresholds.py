"""The delivered policy is what the models say, so that training anew cannot move it unseen."""

from __future__ import annotations

import pytest

from service.domain.policy_file import parse_policy
from service.settings import PROJECT
from workers.measuring.thresholds import CHOSEN, Choice, Point, chosen, proposed, read_points
from workers.scorers.builtin import BuiltinScorer
from workers.scorers.linear import MODELS, load_linear

POLICY = parse_policy((PROJECT / "deploy" / "policies" / "default.toml").read_text("utf-8"), "default.toml")


def test_each_threshold_was_chosen_for_a_precision() -> None:
    """The policy's attributes are those whose choice is written down."""
    assert set(CHOSEN) == set(POLICY.flag)


@pytest.mark.parametrize("attribute", CHOSEN)
def test_the_delivered_policy_follows_the_models(attribute: str) -> None:
    """A threshold is what its choice stands for, and more only where it is raised by hand."""
    choice, threshold = CHOSEN[attribute], POLICY.flag[attribute]
    least = chosen(read_points(MODELS), attribute, choice)
    if choice.raised and choice.half_way_to is None:
        assert threshold > least
    else:
        assert threshold == pytest.approx(least)


def test_half_way_is_between_two_points_in_hundredths() -> None:
    """Rounded down, and as exact as the points are."""
    points = [Point("de", "TOXICITY", 0.8, 0.58, 1, 1), Point("de", "TOXICITY", 0.9, 0.71, 1, 1)]
    assert chosen(points, "TOXICITY", Choice(0.8, "so", half_way_to=0.9)) == 0.64
    assert chosen(points[:1] * 2, "TOXICITY", Choice(0.8, "so", half_way_to=0.8)) == 0.58


def test_german_chooses_first() -> None:
    """Of an attribute in two languages the German point counts; what cannot be reached is an error."""
    points = [Point("en", "TOXICITY", 0.8, 0.2, 1, 1), Point("de", "TOXICITY", 0.8, 0.5, 1, 1)]
    assert proposed(points, "TOXICITY", 0.8) == 0.5
    with pytest.raises(ValueError, match="99%"):
        proposed(points, "TOXICITY", 0.99)


def test_the_model_card_is_about_the_shipped_models() -> None:
    """`docs/model-card.md` is of their version and names each score that they offer."""
    card = (PROJECT / "docs" / "model-card.md").read_text("utf-8")
    model = load_linear().card
    assert f"`{BuiltinScorer().version}`" in card
    offered = [
        f"| {language} | {attribute} |"
        for language, attributes in model["calibration"].items()
        for attribute in attributes
        if language != "other"
    ]
    assert [row for row in offered if row not in card[: card.index("## Data")]] == []
