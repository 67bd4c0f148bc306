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
from workers.scorers import load_scorer
from workers.scorers.backed import BackedScorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.backed import OpenScorer
    from workers.scorers.scorer import Scorer


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scorer]:
    """Open one for several tests, with its process."""
    opened = load_scorer("detoxify", **write_checkpoint(tmp_path_factory.mktemp("detoxify")))
    assert isinstance(opened, BackedScorer)
    yield opened
    opened.close()


def test_scores_all_of_detoxifys_attributes_and_spam(scorer: Scorer) -> None:
    """A sound checkpoint gives seven toxicity scores from it, SPAM from the built-in, and names both."""
    comments = [Scorable("you are a b c"), Scorable("thank you"), Scorable("x " * 5000), Scorable("")]
    for assessment in scorer.score(comments):
        assert set(assessment.scores) == set(Attribute)
        assert all(0 <= score <= 1 for score in assessment.scores.values())
        assert set(assessment.scorers) == {"detoxify", "builtin"}
        assert not assessment.degraded


def test_german_is_marked_as_unsupported(scorer: Scorer) -> None:
    """Detoxify never saw German: its score for a German comment says so."""
    signals = scorer.score([Scorable("Das ist ein ganz normaler deutscher Satz")])[0].signals
    assert (signals[0].name, signals[0].evidence) == ("language_unsupported", "de")


def test_order_and_neighbours_do_not_matter(tmp_path: Path) -> None:
    """A text's scores are the same alone and in any batch, up to the rounding of padded sums."""
    backend = load_backend("detoxify", write_checkpoint(tmp_path))
    texts = ["you are a b c d e f", "thank you", "du bist nett"]
    for text, together in zip(texts, backend.predict(texts), strict=True):
        assert backend.predict([text])[0] == pytest.approx(together, abs=2e-4)


def test_the_scores_are_the_checkpoints(tmp_path: Path) -> None:
    """The scores are those of the saved weights, not of weights made up while loading."""
    backend = load_backend("detoxify", write_checkpoint(tmp_path))
    saved = torch.load(tmp_path / "tiny.ckpt", weights_only=False)["state_dict"]
    config = transformers.BertConfig.from_pretrained(tmp_path)
    model: Any = transformers.BertForSequenceClassification(config)
    model.load_state_dict(saved)
    tokens = transformers.BertTokenizer.from_pretrained(tmp_path)("you are a", return_tensors="pt")
    expected = torch.sigmoid(model.eval()(**tokens).logits)[0, 0].item()
    assert backend.predict(["you are a"])[0][Attribute.TOXICITY] == pytest.approx(expected, abs=1e-4)


def test_an_empty_batch_is_empty(tmp_path: Path, scorer: Scorer) -> None:
    """No comments, no assessments: Detoxify itself raises here."""
    assert scorer.score([]) == []
    assert load_backend("detoxify", write_checkpoint(tmp_path)).predict([]) == []


def test_refuses_a_checkpoint_without_its_head(tmp_path: Path) -> None:
    """Missing classifier weights would be filled at random: the refusal names them."""
    with pytest.raises(BackendRefusedError, match=r"lacks 2 weights.*classifier\.bias, classifier\.weight"):
        load_backend("detoxify", write_checkpoint(tmp_path, drop="classifier"))


def test_refuses_labels_in_another_order(tmp_path: Path) -> None:
    """Labels in another order would give each score another's name: the refusal shows both lists."""
    with pytest.raises(BackendRefusedError, match=r"has the labels .* the checkpoint has"):
        load_backend("detoxify", write_checkpoint(tmp_path, labels=CLASSES[::-1]))


def test_refuses_another_number_of_labels(tmp_path: Path) -> None:
    """A head for five labels under a checkpoint for seven is refused."""
    with pytest.raises(BackendRefusedError, match="has the labels"):
        load_backend("detoxify", write_checkpoint(tmp_path, labels=CLASSES[:5]))


def test_refuses_a_wrong_hash_before_unpickling(tmp_path: Path) -> None:
    """The hash is checked first, since unpickling runs what the file says."""
    options = write_checkpoint(tmp_path)
    Path(options["checkpoint"]).write_bytes(b"cos\nsystem\n(S'touch pwned'\ntR.")
    with pytest.raises(BackendRefusedError, match="has sha256"):
        load_backend("detoxify", options)


def test_refuses_a_checkpoint_of_something_else(tmp_path: Path) -> None:
    """A file without Detoxify's config is refused with what it lacks."""
    with pytest.raises(BackendRefusedError, match="is no Detoxify checkpoint"):
        load_backend("detoxify", write_checkpoint(tmp_path, config={"arch": {}}))


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    """A path that leads nowhere is named."""
    options = write_checkpoint(tmp_path)
    with pytest.raises(BackendRefusedError, match=r"there is no file .*config\.json"):
        load_backend("detoxify", options | {"config": str(tmp_path / "nowhere")})


def test_a_refusal_reaches_whoever_starts_it(tmp_path: Path, open_scorer: OpenScorer) -> None:
    """The backend's process says why, and the scorer raises it as it is."""
    with pytest.raises(ValueError, match="has sha256"):
        open_scorer("detoxify", **write_checkpoint(tmp_path) | {"sha256": "0" * 64})


@pytest.mark.parametrize(
    "options", [{}, {"model": "original", "checkpoint": "a", "config": "b"}, {"checkpoint": "a"}]
)
def test_refuses_half_of_a_setting(options: dict[str, str]) -> None:
    """Either the files or the published model's name, and not both."""
    with pytest.raises(BackendRefusedError, match="either checkpoint and config, or model and revision"):
        load_backend("detoxify", {"sha256": "0" * 64, **options})
