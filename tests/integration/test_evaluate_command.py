"""`moderato evaluate` measures everything in one go: on tiny sets here, made up for the test."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from service.settings import PROJECT
from tests.e2e.processes import HOOKS
from workers.measuring import evaluate
from workers.measuring.held_out import FOLDER, read_held_out
from workers.measuring.speed import comments_of, measure_speed, tokens_of
from workers.measuring.targets import TARGETS
from workers.measuring.trials import GERMEVAL, TRIALS

if TYPE_CHECKING:
    from pathlib import Path

GOOD = ("Danke für den Artikel, das war neu", "Thank you for the article, it was new to me")
BAD = ("Du bist ein dummes Arschloch", "You are a stupid fucking idiot")
ADVERT = "WINNER! Free prize, call now 09061701461, http://bit.ly/win http://bit.ly/more"
LABELS = {"offensive", "hateful", "toxic", "spam"}


def row(number: int, *, spam: bool, positive: bool) -> dict[str, Any]:
    """Make one row with every field that a trial may ask for."""
    text = (ADVERT if spam else BAD[number % 2]) if positive else GOOD[number % 2]
    fields = {"fine": "INSULT" if positive else "OTHER", "functionality": "made up", "template": "verb_adj"}
    return {"text": f"{text} {number}", "split": "test", **fields, **dict.fromkeys(LABELS, int(positive))}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Write each set that is measured on, with 24 rows."""
    names = {name for trial in TRIALS for name in trial.sets} | {"bias_templates_de", "bias_templates_en"}
    for name in names:
        rows = [row(number, spam="spam" in name, positive=number % 3 == 0) for number in range(24)]
        if name.startswith("bias"):
            rows = [row(number, spam=False, positive=False) | {"text": "love blind"} for number in range(24)]
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(each) + "\n" for each in rows)
    return tmp_path


def run(*arguments: object) -> str:
    """Run the command."""
    result = CliRunner().invoke(evaluate, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_everything_is_measured_as_json(data: Path) -> None:
    """Each target has a mark; each part of the measuring has its rows; the whole is valid JSON."""
    found = json.loads(run("--data", data, "--json", "--no-speed"), parse_constant=pytest.fail)
    assert [each["what"] for each in found["targets"]] == [target.what for target in TARGETS]
    marks = {each["what"]: each["mark"] for each in found["targets"]}
    assert marks["germeval2018_de: AUC"] == "met"
    assert marks["one comment alone: milliseconds, median"] == "not measured"
    parts = ("points", "outcomes", "held_out", "flagged", "alone", "identity", "obfuscation", "faithfulness")
    assert [part for part in parts if not found[part]] == []
    assert found["look_alikes"]["texts"] >= 300
    assert {each["attribute"] for each in found["held_out"]} >= {"TOXICITY", "SPAM"}
    assert {each["attribute"] for each in found["alone"]} == set(found["thresholds"])
    assert found["footprint"]["files"] > 1


def test_tables_and_card(data: Path, tmp_path: Path) -> None:
    """The tables tell every target, and the card has a section for each part."""
    card = tmp_path / "card.md"
    shown = run("--data", data, "--no-speed", "--card", card)
    assert [target.what for target in TARGETS if target.what not in shown] == []
    written = card.read_text("utf-8")
    for text in (shown, written):
        assert [part for part in ("made up", "0.9 to 1.0", "de, en") if part not in text] == []
    assert "MB of files, loaded in" in shown
    assert "| megabytes resident at most |" in written
    assert [target.what for target in TARGETS if target.what not in written] == []
    assert written.count("\n## ") >= 14
    assert "{" not in written.partition("## Targets")[0]


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    """Without its sets the command ends with a sentence that names the file."""
    result = CliRunner().invoke(evaluate, ["--data", str(tmp_path), "--no-speed"])
    assert result.exit_code == 1
    assert "germeval2018_de.jsonl.gz" in result.output


def run_backed(data: Path, word: str) -> subprocess.CompletedProcess[str]:
    """Run the command with a backend, on one more batch of texts on which it does what the word says."""
    rows = [row(number, spam=False, positive=True) | {"text": f"{word} {number}"} for number in range(24)]
    with gzip.open(data / f"{GERMEVAL}.jsonl.gz", "at", encoding="utf-8") as file:
        file.writelines(json.dumps(each) + "\n" for each in rows)
    asked = ["--data", data, "--no-speed", "--json", "--scorer", "backed", "--option", "timeout=6"]
    environment = {"PYTHONPATH": f"{HOOKS}{os.pathsep}{PROJECT}", "HOUSE_FOLDER": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "service", "evaluate", *map(str, asked)],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )


def test_a_slow_backend_is_measured_on_every_text(data: Path) -> None:
    """It scores more than it could in a worker's job; what it has to log is not among the figures."""
    ran = run_backed(data, "slow")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["scorer"] == "scripted"


def test_the_builtin_is_not_measured_in_a_backends_place(data: Path) -> None:
    """One text that is not the backend's is the end of it, with a sentence that says so."""
    ran = run_backed(data, "raise")
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "Error: 24 of 48 texts were not scored by the backend of scripted" in ran.stderr


def test_speed_is_measured_against_the_transformer() -> None:
    """In one process and one run both are timed; here the transformer has one layer of its twelve."""
    speed = measure_speed("builtin", {}, GOOD, rounds=1, layers=1, batches=1)
    assert speed.peer.startswith(f"XLM-R base with random weights, 64 x {tokens_of(comments_of(GOOD, 1))} ")
    assert speed.ratio
    assert speed.ratio.value > 1
    assert 0 < speed.milliseconds_alone.low <= speed.milliseconds_alone.value


def test_the_transformer_reads_as_much_as_the_scorer() -> None:
    """Its tokens are counted, in the mean: a word is one, two or more."""
    once, twice = ("und " * 10).strip(), ("Menschen! " * 10).strip()
    assert tokens_of([once]) == 10
    assert tokens_of([twice]) == 20
    assert tokens_of([once, twice]) == 15


def test_comments_have_fifty_words() -> None:
    """Real texts are cut into comments of one length, taken again where they run out."""
    assert {len(comment.split()) for comment in comments_of(GOOD)} == {50}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.name)
def test_the_held_out_texts_can_be_read(path: Path) -> None:
    """Each line has known labels and a text, and no text stands twice."""
    rows = read_held_out(path)
    assert len({each.text for each in rows}) == len(rows) > 0
    assert any(each.labels for each in rows)
    assert not all(each.labels for each in rows)


@pytest.mark.parametrize("line", ["toxic", "rude\tDu Depp", "-\t ", ""])
def test_a_bad_held_out_line_is_named(tmp_path: Path, line: str) -> None:
    """A line without a text, or with an unknown label, is an error with file and line."""
    path = tmp_path / "de.tsv"
    path.write_text(f"-\tDanke\n{line}\n")
    with pytest.raises(ValueError, match=r"de\.tsv:2"):
        read_held_out(path)
