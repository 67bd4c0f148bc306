"""The transformers backend runs on tiny folders through the real loading code, and refuses broken ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import torch
import transformers

from service.domain.score import Attribute, Scorable
from tests.integration.backed import OpenScorer, backends
from tests.integration.processes import wait_until
from tests.integration.tiny_models import WORDS, save_model, sha256, write_config, write_model
from workers.backends import load_backend
from workers.backends.backend import BackendRefusedError

if TYPE_CHECKING:
    from pathlib import Path

MAP = "toxic:TOXICITY,hate:IDENTITY_ATTACK"
TEXTS = ["you are a b c", "thank", "du bist nett " * 400, ""]
COMMENTS = [Scorable(text) for text in TEXTS]


def test_scores_what_the_map_names_and_spam(tmp_path: Path, open_scorer: OpenScorer) -> None:
    """Toxicity is the model's, by the map; SPAM and language are the built-in's; both are named.

    Once killed, it comes back and says the same.
    """
    options = write_model(tmp_path)
    scorer = open_scorer("transformers", labels=MAP, **options)
    found = scorer.score(COMMENTS)
    for assessment in found:
        assert set(assessment.scores) == {Attribute.TOXICITY, Attribute.IDENTITY_ATTACK, Attribute.SPAM}
        assert assessment.scorers["transformers"].startswith(options["sha256"][:12])
        assert not assessment.degraded
    assert found[2].language == "de"
    assert len({assessment.scores[Attribute.TOXICITY] for assessment in found}) > 1
    backends()[0].kill()
    assert all(assessment.degraded for assessment in scorer.score(COMMENTS))
    wait_until(scorer.is_whole, "the backend is back")
    assert scorer.score(COMMENTS) == found


def test_the_scores_are_the_models(tmp_path: Path) -> None:
    """The scores are those of the saved weights, not of weights made up while loading."""
    backend = load_backend("transformers", write_model(tmp_path) | {"labels": MAP})
    model: Any = transformers.BertForSequenceClassification.from_pretrained(tmp_path)
    tokens = transformers.BertTokenizer.from_pretrained(tmp_path)("you are a", return_tensors="pt")
    expected = torch.sigmoid(model.eval()(**tokens).logits)[0].tolist()
    [found] = backend.predict(["you are a"])
    assert list(found.values()) == pytest.approx(expected, abs=1e-4)


def test_order_and_neighbours_do_not_matter(tmp_path: Path) -> None:
    """A text's scores are the same alone and in any batch, in 32 bits and in 8."""
    for int8 in ("on", "off"):
        options = write_model(tmp_path / int8) | {"int8": int8, "cache": str(tmp_path / "cache")}
        backend = load_backend("transformers", options | {"labels": MAP})
        for text, together in zip(TEXTS, backend.predict(TEXTS), strict=True):
            [alone] = backend.predict([text])
            assert alone == pytest.approx(together, abs=2e-4)


def test_labels_that_exclude_each_other_add_up(tmp_path: Path) -> None:
    """Of one attribute's labels the highest counts; where labels exclude each other, their sum."""
    options = write_model(tmp_path, ["fine", "rude", "hateful"]) | {
        "labels": "rude:TOXICITY,hateful:TOXICITY,fine:"
    }
    model: Any = transformers.BertForSequenceClassification.from_pretrained(tmp_path)
    tokens = transformers.BertTokenizer.from_pretrained(tmp_path)("you are a", return_tensors="pt")
    logits = model.eval()(**tokens).logits[0]
    for scores, expected in (
        ("sigmoid", logits[1:].sigmoid().max().item()),
        ("softmax", logits.softmax(0)[1:].sum().item()),
    ):
        backend = load_backend("transformers", options | {"scores": scores})
        [found] = backend.predict(["you are a"])
        assert found == {Attribute.TOXICITY: pytest.approx(expected, abs=1e-4)}


def test_int8_says_nearly_the_same(tmp_path: Path) -> None:
    """In 8 bits the scores are near those in 32; the version tells them apart, and the cache serves again."""
    options = write_model(tmp_path / "model") | {"labels": MAP, "cache": str(tmp_path / "cache")}
    exact = load_backend("transformers", options | {"int8": "off"})
    first = load_backend("transformers", options | {"int8": "auto"})
    [made] = (tmp_path / "cache").iterdir()
    written = made.stat().st_mtime_ns
    again = load_backend("transformers", options | {"int8": "on"})
    assert made.stat().st_mtime_ns == written
    assert exact.version.startswith(options["sha256"][:12])
    assert first.version == f"{exact.version}-int8"
    assert first.predict(TEXTS) == again.predict(TEXTS) != exact.predict(TEXTS)
    for near, true in zip(first.predict(TEXTS), exact.predict(TEXTS), strict=True):
        assert near == pytest.approx(true, abs=0.05)


def test_the_version_is_of_all_that_decides_a_score(tmp_path: Path) -> None:
    """The same weights score otherwise with other labels, another way to join them, another tokenizer."""
    options = write_model(tmp_path / "model") | {"labels": MAP, "int8": "off"}
    others: tuple[dict[str, str], ...] = (
        {},
        {"scores": "softmax"},
        {"labels": MAP.replace("TOXICITY", "INSULT")},
    )
    versions = {load_backend("transformers", options | other).version for other in others}
    tokenizer = tmp_path / "model" / "tokenizer_config.json"
    tokenizer.write_text(tokenizer.read_text("utf-8") + "\n", "utf-8")
    versions.add(load_backend("transformers", options).version)
    assert len(versions) == 4


def test_int8_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    """`auto` goes on in 32 bits and says why; `on` is refused."""
    (tmp_path / "no-folder").touch()
    options = write_model(tmp_path / "model") | {"labels": MAP, "cache": str(tmp_path / "no-folder")}
    backend = load_backend("transformers", options | {"int8": "auto"})
    assert backend.note.startswith("int8 is off: ")
    assert not backend.version.endswith("int8")
    with pytest.raises(BackendRefusedError, match="int8=on: "):
        load_backend("transformers", options | {"int8": "on"})


def test_weights_in_a_pickle_are_read_as_plain_tensors(tmp_path: Path) -> None:
    """An older `pytorch_model.bin` works by its hash; one that would run code when unpickled is refused."""
    options = write_model(tmp_path)
    model: Any = transformers.BertForSequenceClassification.from_pretrained(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    pickled = tmp_path / "pytorch_model.bin"
    torch.save(model.state_dict(), pickled)
    backend = load_backend("transformers", options | {"labels": MAP, "sha256": sha256(pickled)})
    assert backend.predict(["you are a"])
    torch.save(model, pickled)
    with pytest.raises(BackendRefusedError, match="cannot be loaded"):
        load_backend("transformers", options | {"labels": MAP, "sha256": sha256(pickled)})


def refusal(options: dict[str, Any]) -> str:
    """Give the words in which a setting is refused."""
    with pytest.raises(BackendRefusedError) as refused:
        load_backend("transformers", options)
    return str(refused.value)


def test_refuses_a_model_without_its_head(tmp_path: Path) -> None:
    """A base model would get a head at random: the refusal names the missing weights."""
    told = refusal(write_model(tmp_path, head=False) | {"labels": MAP})
    assert "classifier.bias, classifier.weight" in told
    assert "would be random" in told


def test_refuses_a_head_for_other_labels(tmp_path: Path) -> None:
    """Five labels in the configuration over a head of two are refused."""
    options = write_model(tmp_path)
    write_config(tmp_path, ["a", "b", "c", "d", "toxic"])
    assert "cannot be loaded" in refusal(options)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ("rude:TOXICITY", "labels names 'rude'; the model's labels are toxic, hate"),
        ("toxic:RUDENESS", "labels maps 'toxic' to 'RUDENESS'; the attributes are TOXICITY,"),
        ("toxic:SPAM", "labels maps 'toxic' to 'SPAM'"),
        ("toxic", "labels names 'toxic'"),
        ("toxic:,hate:", "none says what it means"),
    ],
)
def test_refuses_a_map_that_does_not_fit(tmp_path: Path, labels: str, words: str) -> None:
    """A label or an attribute that is not there is named, with those that are."""
    assert words in refusal(write_model(tmp_path) | {"labels": labels})


def test_refuses_labels_that_say_nothing(tmp_path: Path) -> None:
    """LABEL_0 and LABEL_1 need a map; the refusal says how it is set, and that works."""
    told = refusal(write_model(tmp_path, ["LABEL_0", "LABEL_1"]))
    assert "labels are LABEL_0, LABEL_1" in told
    assert "set labels=LABEL:ATTRIBUTE" in told
    mapped = write_model(tmp_path, ["LABEL_0", "LABEL_1"]) | {"labels": "LABEL_1:TOXICITY"}
    assert load_backend("transformers", mapped).predict(["a"])[0].keys() == {Attribute.TOXICITY}


def test_refuses_a_wrong_hash(tmp_path: Path) -> None:
    """One changed byte in the weights is another file."""
    options = write_model(tmp_path)
    with (tmp_path / "model.safetensors").open("ab") as file:
        file.write(b" ")
    assert "has sha256" in refusal(options)


def test_refuses_another_models_tokenizer(tmp_path: Path) -> None:
    """More words than the model has would lead beyond its table and crash it."""
    options = write_model(tmp_path)
    (tmp_path / "vocab.txt").write_text("\n".join([*WORDS, *"qrstuvw"]))
    assert f"a tokenizer of {len(WORDS) + 7} words and a model of {len(WORDS)}" in refusal(options)


def test_refuses_code_of_the_models_own(tmp_path: Path) -> None:
    """A configuration that brings its own Python is not run."""
    options = write_model(tmp_path)
    path = tmp_path / "config.json"
    document = json.loads(path.read_text()) | {
        "model_type": "own",
        "auto_map": {
            "AutoConfig": "own.Config",
            "AutoModelForSequenceClassification": "own.Model",
        },
    }
    path.write_text(json.dumps(document))
    (tmp_path / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    assert "cannot be loaded" in refusal(options)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": "/nowhere"}, "there is no folder /nowhere"),
        ({"model": "unitary/toxic-bert"}, "needs revision=COMMIT"),
        ({"model": "unitary/toxic-bert", "revision": "main"}, "40 digits, not 'main'"),
        ({"sha256": ""}, "transformers needs the option sha256"),
        ({"colour": "red"}, "transformers has no option colour; its options are model,"),
        ({"scores": "linear"}, "scores is 'linear'; it must be one of auto, sigmoid, softmax"),
        ({"int8": "maybe"}, "int8 is 'maybe'"),
        ({"batch": "0"}, "batch is '0'; it must be a whole number from 1 on"),
        ({"threads": "many"}, "threads is 'many'"),
    ],
)
def test_refuses_an_option_that_cannot_be(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    """The refusal names the option, what it is, and what it may be."""
    assert words in refusal(write_model(tmp_path) | changes)


def test_refuses_weights_in_several_files(tmp_path: Path) -> None:
    """One hash cannot name several files."""
    options = write_model(tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / "model-00001-of-00002.safetensors")
    assert "weights in several files are not supported" in refusal(options)


def test_a_roberta_runs_to_its_last_position(tmp_path: Path) -> None:
    """XLM-R counts positions from the padding's place on: the longest text must not run past them."""
    options = write_model(tmp_path)
    config = transformers.XLMRobertaConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=34,
        pad_token_id=0,
        id2label={0: "toxic"},
        label2id={"toxic": 0},
    )
    model: Any = transformers.XLMRobertaForSequenceClassification(config)
    options = save_model(model, tmp_path) | {"cache": str(tmp_path / "cache")}
    for int8 in ("off", "on"):
        backend = load_backend("transformers", options | {"int8": int8})
        assert len(backend.predict(["du bist nett " * 200, "du"])) == 2
