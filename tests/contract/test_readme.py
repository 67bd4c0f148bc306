"""The README stays true: its shell lines are run against a real `moderato dev`, and give what is shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from service.settings import PROJECT
from tests.e2e.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

README = (PROJECT / "README.md").read_text(encoding="utf-8")
ACCEPTANCE = (
    "Danke für den interessanten Artikel",
    "Du bist so ein dummer Vollidiot, halt endlich die Fresse!",
)
VOLATILE = {"id", "created_at", "decided_at", "expires_at", "request_id", "author", "score"}
"""Fields whose values are another each time."""
TRAINED = {"scores", "signals", "scorers"}
"""Fields whose values change with the models."""
DECIDED = (
    "until curl -s http://127.0.0.1:9090/metrics | grep -q '^moderato_pending_comments 0'; do sleep 0.1; done"
)
"""A worker scores its first comment slowly, so the README's second waits here until that is done."""


def fences(page: str) -> list[tuple[str, str]]:
    """Give a page's fenced blocks: language and text."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def readme_session() -> list[tuple[str, str]]:
    """Give each of the README's shell blocks with the output shown behind it."""
    blocks = fences(README)
    following = [*blocks[1:], ("", "")]
    return [
        (text, shown if after != "sh" else "")
        for (language, text), (after, shown) in zip(blocks, following, strict=True)
        if language == "sh"
    ]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Run the README's shell blocks, one after the other in one shell, against a real `moderato dev`."""
    assert shutil.which("curl"), "the README's lines need curl: install it"
    folder = tmp_path_factory.mktemp("readme")
    api, ops = free_port(), free_port()
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MODERATO_")} | {
        "MODERATO_LISTEN": f"127.0.0.1:{api}",
        "MODERATO_OPS_LISTEN": f"127.0.0.1:{ops}",
        "PYTHONPATH": str(PROJECT),
    }
    program = [sys.executable, "-m", "service"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [*program, "dev"], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log
        ) as dev,
    ):
        try:
            assert dev.stdout is not None
            ready = json.loads(dev.stdout.readline())
            assert ready["event"] == "ready"
            script = "\n".join(f"echo @@@@\n{text}\n{DECIDED}" for text, _ in readme_session())
            for told, actual in (
                ("127.0.0.1:8080", f"127.0.0.1:{api}"),
                ("127.0.0.1:9090", f"127.0.0.1:{ops}"),
                (".venv/bin/moderato", " ".join(program)),
            ):
                script = script.replace(told, actual)
            ran = subprocess.run(
                ["bash", "-eu", "-o", "pipefail", "-c", script],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=100,
                check=False,
            )
            assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
            yield ran.stdout.split("@@@@\n")[1:]
        finally:
            dev.send_signal(signal.SIGTERM)
            dev.wait(30)


def assert_like(shown: Any, got: Any, name: str = "") -> None:
    """Compare what is shown with what came, but for what is another each time."""
    if name in VOLATILE or name in TRAINED:
        assert type(shown) is type(got), name
    elif isinstance(shown, dict):
        assert list(shown) == list(got), name
        for key in shown:
            assert_like(shown[key], got[key], key)
    elif isinstance(shown, list):
        assert len(shown) == len(got), name
        for one, other in zip(shown, got, strict=True):
            assert_like(one, other, name)
    else:
        assert shown == got, name


def masked(text: str) -> list[str]:
    """Give the lines with ids, times and scores blotted out."""
    for pattern in (r"[0-9a-f]{8}-[0-9a-f-]{27}", r"\d{4}-\d\d-\d\dT[\d:.]+Z", r"0\.\d{3,}"):
        text = re.sub(pattern, "_", text)
    return [line.strip() for line in text.splitlines() if line.strip() not in ("", "…")]


@pytest.mark.timeout(180)
def test_the_readme_is_true(outputs: list[str]) -> None:
    """Each of its shell lines, copied, gives the output shown."""
    session = readme_session()
    assert len(outputs) == len(session)
    for (command, shown), got in zip(session, outputs, strict=True):
        if shown.startswith("{"):
            assert_like(json.loads(shown), json.loads(got))
        else:
            arrived = masked(got)
            for line in masked(shown):
                assert line in arrived, f"{command}\ngave\n{got}"


def test_the_readme_decides_the_two_sentences_of_the_acceptance() -> None:
    """One is approved, the other flagged with reasons, in lines that wait for at most two seconds."""
    thanks, insult = (
        json.loads(next(shown for text, shown in readme_session() if sentence in text and "wait=2" in text))
        for sentence in ACCEPTANCE
    )
    assert thanks["status"] == "approved"
    assert insult["status"] == "flagged"
    assert insult["decision"]["reasons"]
