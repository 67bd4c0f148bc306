"""The cascade decides as its heavy model alone would, and asks it about the uncertain comments only."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import torch
import transformers

from service.domain.policy import decide
from service.domain.policy_file import parse_policy
from service.domain.score import Scorable
from service.queue import BATCH
from service.settings import PROJECT, Settings
from tests.integration.tiny_models import SPECIAL, save_model, write_config
from tests.unit.made import NOON
from workers.scorers import load_scorer
from workers.scorers.backed import SETTLES_NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.domain.score import Assessment
    from tests.integration.backed import OpenScorer
    from workers.scorers.scorer import Scorer

NOUNS = ["Artikel", "Beitrag", "Kommentar", "Bericht", "Text", "Autor", "Verlag", "Sender", "Film", "Verein"]
NAMES = [
    "Vollidiot",
    "Arschloch",
    "Wichser",
    "Schwein",
    "Trottel",
    "Idiot",
    "Depp",
    "Affe",
    "Hund",
    "Versager",
]
TEMPLATES = [
    "Du {name}, halt endlich die Fresse!",
    "Verpiss dich, du {name}!",
    "Danke für diesen {noun}.",
    "Der {noun} hat mir gut gefallen.",
    "Ich mag jeden {noun} gern.",
    "Wann kommt der nächste {noun}?",
    "Dieser {noun} ist dumm.",
    "So ein Blödsinn, dieser {noun}.",
    "Der {noun} hat keine Ahnung, dieser {name}.",
]
COMMENTS = [
    Scorable(template.format(noun=noun, name=name))
    for template in TEMPLATES
    for noun, name in zip(NOUNS, NAMES, strict=True)
] * 4
BAND = (0.2, 0.9)
POLICY = parse_policy(Settings().policy.read_text(encoding="utf-8"), "default.toml")


def highest(assessment: Assessment) -> float:
    """Give the highest toxicity score."""
    return max(score for name, score in assessment.scores.items() if name not in SETTLES_NOTHING)


def outcomes(assessments: list[Assessment]) -> list[str]:
    """Decide on each by the policy as delivered."""
    return [decide(POLICY, assessment, NOON).outcome for assessment in assessments]


@pytest.fixture(scope="module")
def builtin() -> list[Assessment]:
    """Have the built-in score the comments."""
    return load_scorer("builtin").score(COMMENTS)


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory, builtin: list[Assessment]) -> dict[str, Any]:
    """Make a model that agrees with the built-in where that is sure, and finds the rest fine.

    That is what a cascade is for: a model that is better where the other is in doubt. Its head alone is
    fitted, on features at random: a good memory for as few texts as these.
    """
    unique = len(NOUNS) * len(TEMPLATES)
    texts = [comment.content for comment in COMMENTS[:unique]]
    folder = tmp_path_factory.mktemp("heavy")
    words = sorted({word.lower().strip(".,!?") for text in texts for word in text.split()})
    config = write_config(
        folder,
        ["toxicity"],
        [*SPECIAL, *".,!?", *words],
        hidden_size=128,
        num_hidden_layers=3,
        intermediate_size=256,
        problem_type="multi_label_classification",
    )
    torch.manual_seed(7)
    model: Any = transformers.BertForSequenceClassification(config)
    tokens = transformers.BertTokenizer.from_pretrained(folder)(texts, return_tensors="pt", padding=True)
    wanted = torch.tensor([6.0 if highest(each) > BAND[1] else -6.0 for each in builtin[:unique]])
    with torch.no_grad():
        for weights in model.bert.parameters():
            if weights.dim() > 1:
                torch.nn.init.normal_(weights, std=0.2)
        features = model.eval().bert(**tokens).pooler_output
        model.classifier.weight[:] = (torch.linalg.pinv(features.double()) @ wanted.double()).float()
        model.classifier.bias.zero_()
        assert torch.equal(model(**tokens).logits[:, 0] > 0, wanted > 0), "the model has learned it"
    return save_model(model, folder)


def timed(scorer: Scorer) -> tuple[float, list[Assessment]]:
    """Score all comments, three times; give the least seconds and the assessments."""
    least = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        assessments = [
            each for at in range(0, len(COMMENTS), BATCH) for each in scorer.score(COMMENTS[at : at + BATCH])
        ]
        least = min(least, time.perf_counter() - began)
    return least, assessments


def test_it_saves_most_of_the_work_at_equal_decisions(
    heavy: dict[str, Any],
    builtin: list[Assessment],
    open_scorer: OpenScorer,
    tell: Callable[[str], None],
) -> None:
    """The same outcome for every comment as by the heavy model alone; it sees those in the band only."""
    with ThreadPoolExecutor() as pool:  # Each takes seconds to load.
        opening = pool.submit(open_scorer, "transformers", **heavy)
        cascade = open_scorer("cascade", heavy="transformers", band=f"{BAND[0]}-{BAND[1]}", **heavy)
    alone_took, alone = timed(opening.result())
    cascade_took, cascaded = timed(cascade)
    assert not any(assessment.degraded for assessment in alone + cascaded)
    asked = ["transformers" in assessment.scorers for assessment in cascaded]
    assert asked == [BAND[0] <= highest(assessment) <= BAND[1] for assessment in builtin]
    assert outcomes(cascaded) == outcomes(alone)
    assert outcomes(cascaded) != outcomes(builtin), "the heavy model made a difference"
    share, time_share = sum(asked) / len(asked), cascade_took / alone_took
    tell(f"cascade: {share:.0%} of {len(asked)} comments for the heavy model, {time_share:.0%} of its time")
    assert 0 < share < 0.6
    assert f"{3 * sum(asked)} ({share:.1%})".replace("%", " %") in cascade.summary()


def test_only_what_it_would_have_been_asked_about_is_degraded(
    heavy: dict[str, Any], builtin: list[Assessment], open_scorer: OpenScorer, tmp_path: Path
) -> None:
    """While the heavy model is away, what the built-in is sure of needs nobody to score it again."""
    cascade = open_scorer(
        "cascade",
        strict=False,
        **{**heavy, "heavy": "transformers", "model": str(tmp_path / "away"), "band": f"{BAND[0]}-{BAND[1]}"},
    )
    found = [assessment.degraded for assessment in cascade.score(COMMENTS)]
    assert found == [BAND[0] <= highest(assessment) <= BAND[1] for assessment in builtin]


@pytest.fixture(scope="module")
def done(heavy: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Have `moderato score --scorer cascade` ask a model for English about everything that is English."""
    given = {**heavy, "heavy": "transformers", "band": "0-1", "languages": "en"}
    texts = ["Das ist ein guter Artikel.", "This is a good one.", "Danke für diesen Artikel."]
    return subprocess.run(
        [sys.executable, "-m", "service", "score", "--scorer", "cascade"]
        + [f"--option={name}={value}" for name, value in given.items()],
        input="\n".join(json.dumps({"content": text}) for text in texts),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )


def test_a_language_the_heavy_model_does_not_know_is_the_builtins(
    done: subprocess.CompletedProcess[str],
) -> None:
    """German comments are not for a model that was trained on English: not asked is not degraded."""
    german, english, _ = map(json.loads, done.stdout.splitlines())
    assert (german["language"], set(german["scorers"]), german["degraded"]) == ("de", {"builtin"}, False)
    assert (english["language"], set(english["scorers"])) == ("en", {"builtin", "transformers"})


def test_the_command_prints_the_share(done: subprocess.CompletedProcess[str]) -> None:
    """The command says on stderr how much the heavy model had to do."""
    assert "3 scored, 1 (33.3 %) for the backend, 0 of them degraded" in done.stderr
