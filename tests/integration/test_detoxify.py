"""The Detoxify scorer runs on a tiny checkpoint through the real loading code, and refuses broken ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import detoxify  # noqa: F401 (absent, these tests must fail, not skip)
import pytest
import torch
import transformers

from service.domain.score import Attribute, Scorable
from tests.integration.tiny_models import CLASSES, write_checkpoint
from workers.backends import load_backend
from workers.backends.backend import BackendRefusedError

if TYPE_CHECKING:
    from tests.integration.backed import OpenScorer


def test_scores_all_of_detoxifys_attributes_and_spam(tmp_path: Path) -> None:
    """A sound checkpoint gives seven toxicity scores from it, SPAM from the built-in, and names both."""
    scorer = load_scorer("detoxify", **write_checkpoint(tmp_path))
    comments = [Scorable("you are a b c"), Scorable("thank you"), Scorable("x " * 5000), Scorable("")]
    assessments = scorer.score(comments)
    for assessment in assessments:
        assert set(assessment.scores) == set(Attribute)
        assert all(0 <= score <= 1 for score in assessment.scores.values())
        assert set(assessment.scorers) == {"detoxify", "builtin"}


def test_order_and_neighbours_do_not_matter(tmp_path: Path) -> None:
    """A comment's scores are the same alone and in any batch, up to the rounding of padded sums."""
    scorer = load_scorer("detoxify", **write_checkpoint(tmp_path), batch=2)
    comments = [Scorable("you are a b c d e f"), Scorable("thank you"), Scorable("du bist nett")]
    together = scorer.score(comments)
    for comment, assessment in zip(comments, together, strict=True):
        alone = scorer.score([comment])[0]
        assert alone.scores == pytest.approx(assessment.scores, abs=2e-4)


def test_the_scores_are_the_checkpoints(tmp_path: Path) -> None:
    """The scores are those of the saved weights, not of weights made up while loading."""
    scorer = load_scorer("detoxify", **write_checkpoint(tmp_path))
    saved = torch.load(tmp_path / "tiny.ckpt", weights_only=False)["state_dict"]
    config = transformers.BertConfig.from_pretrained(tmp_path)
    model: Any = transformers.BertForSequenceClassification(config)
    model.load_state_dict(saved)
    tokens = transformers.BertTokenizer.from_pretrained(tmp_path)("you are a", return_tensors="pt")
    expected = torch.sigmoid(model.eval()(**tokens).logits)[0, 0].item()
    assert scorer.score([Scorable("you are a")])[0].scores[Attribute.TOXICITY] == pytest.approx(
        expected, abs=1e-4
    )


def test_german_is_marked_as_unsupported(tmp_path: Path) -> None:
    """Detoxify never saw German: its score for a German comment says so."""
    scorer = load_scorer("detoxify", **write_checkpoint(tmp_path))
    signals = scorer.score([Scorable("Das ist ein ganz normaler deutscher Satz")])[0].signals
    assert (signals[0].name, signals[0].evidence) == ("language_unsupported", "de")


def test_an_empty_batch_is_empty(tmp_path: Path) -> None:
    """No comments, no assessments: Detoxify itself raises here."""
    assert load_scorer("detoxify", **write_checkpoint(tmp_path)).score([]) == []


def test_refuses_a_checkpoint_without_its_head(tmp_path: Path) -> None:
    """Missing classifier weights would be filled at random: the refusal names them."""
    with pytest.raises(
        BackendRefusedError, match=r"lacks 2 weights.*classifier\.bias, classifier\.weight"
    ):
        load_scorer("detoxify", **write_checkpoint(tmp_path, drop="classifier"))


def test_refuses_labels_in_another_order(tmp_path: Path) -> None:
    """Labels in another order would give each score another's name: the refusal shows both lists."""
    with pytest.raises(BackendRefusedError, match=r"has the labels .* the checkpoint has"):
        load_scorer("detoxify", **write_checkpoint(tmp_path, labels=CLASSES[::-1]))


def test_refuses_another_number_of_labels(tmp_path: Path) -> None:
    """A head for five labels under a checkpoint for seven is refused."""
    with pytest.raises(BackendRefusedError, match="has the labels"):
        load_scorer("detoxify", **write_checkpoint(tmp_path, labels=CLASSES[:5]))


def test_refuses_a_wrong_hash_before_unpickling(tmp_path: Path) -> None:
    """The hash is checked first, since unpickling runs what the file says."""
    options = write_checkpoint(tmp_path)
    options["checkpoint"].write_bytes(b"cos\nsystem\n(S'touch pwned'\ntR.")
    with pytest.raises(BackendRefusedError, match="has sha256"):
        load_scorer("detoxify", **options)


def test_refuses_a_checkpoint_of_something_else(tmp_path: Path) -> None:
    """A file without Detoxify's config is refused with what it lacks."""
    with pytest.raises(BackendRefusedError, match="is no Detoxify checkpoint"):
        load_scorer("detoxify", **write_checkpoint(tmp_path, config={"arch": {}}))


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    """A path that leads nowhere is named."""
    options = write_checkpoint(tmp_path)
    with pytest.raises(BackendRefusedError, match=r"there is no file .*config\.json"):
        load_scorer("detoxify", **{**options, "config": tmp_path / "nowhere"})
