"""A scorer on a backend goes on with the built-in whatever happens to the backend, and brings it back."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from service.domain.score import Attribute, Scorable
from service.queue import JOB_TIMEOUT
from service.settings import PROJECT
from tests.e2e.processes import HOOKS
from tests.integration.backed import OpenScorer, backends
from tests.integration.processes import wait_until
from workers.backends import keeper
from workers.backends.keeper import JOB_ROOM
from workers.scorers import backed
from workers.scorers.backed import LONGEST_TIMEOUT, BackedScorer, open_backed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping
    from pathlib import Path

    OpenScripted = Callable[..., BackedScorer]

SECRET = "Sonderwortlaut"
COMMENTS = [Scorable(f"{SECRET} {'wort ' * number}") for number in range(40)]
TIMEOUT = 1.0
PAUSES = (0.25, 0.5)
"""Instead of the half second to a minute that a lost backend is left alone."""


@pytest.fixture
def open_scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenScripted]:
    """Give a function that opens a scorer whose backend is a real process, but does what texts say."""
    monkeypatch.setenv("PYTHONPATH", f"{HOOKS}{os.pathsep}{PROJECT}")
    monkeypatch.setenv("HOUSE_FOLDER", str(tmp_path))
    monkeypatch.setattr(keeper, "PAUSES", PAUSES)
    opened: list[BackedScorer] = []

    def open_one(*, strict: bool = True, patient: bool = False, **options: str) -> BackedScorer:
        scorer = open_backed("scripted", {"timeout": str(TIMEOUT), **options})
        opened.append(scorer)
        scorer.start(strict=strict, patient=patient)
        return scorer

    yield open_one
    for scorer in opened:
        scorer.close()


@pytest.fixture
def scorer(open_scripted: OpenScripted) -> BackedScorer:
    """Open a scorer whose backend answered once."""
    opened = open_scripted()
    assert not any(assessment.degraded for assessment in opened.score(COMMENTS))
    return opened


def events(logs: list[MutableMapping[str, Any]]) -> list[str]:
    """Name the events, in order."""
    return [each["event"] for each in logs]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_the_builtin_stands_in_and_the_backend_comes_back(
    open_scripted: OpenScripted, how: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed or hung: the comments at hand are the built-in's within the time limit, later ones at once."""
    # Away for longer than a busy machine takes to score twice.
    monkeypatch.setattr(keeper, "PAUSES", (4.0, 4.0))
    scorer = open_scripted()
    assert not any(assessment.degraded for assessment in scorer.score(COMMENTS))
    [backend] = backends()
    with structlog.testing.capture_logs() as logs:
        os.kill(backend.pid, how)
        began = time.monotonic()
        found = scorer.score(COMMENTS)
        assert time.monotonic() - began < TIMEOUT + 5.0  # a busy machine scores slowly, too
        assert all(assessment.degraded for assessment in found)
        assert {Attribute.TOXICITY, Attribute.SPAM} <= found[0].scores.keys()
        assert set(found[0].scorers) == {"builtin"}
        assert not scorer.is_whole()
        assert all(assessment.degraded for assessment in scorer.score(COMMENTS))
        assert events(logs) == ["backend_lost"], (
            "nobody waits for a backend that is away until it is late again"
        )
        wait_until(scorer.is_whole, "the backend is back")
    assert not any(assessment.degraded for assessment in scorer.score(COMMENTS))
    assert events(logs) == ["backend_lost", "backend_back"]
    assert logs[0]["reason"] == ("ended" if how == signal.SIGKILL else "took too long")
    assert SECRET not in json.dumps(logs, default=repr)


def test_one_that_died_while_nobody_asked_is_brought_back(scorer: BackedScorer) -> None:
    """Asking whether it is there is enough: comments that wait to be scored again need it too."""
    [backend] = backends()
    backend.kill()
    wait_until(lambda: not scorer.is_whole(), "the loss is noticed")
    wait_until(scorer.is_whole, "the backend is back")


def test_one_that_is_refused_later_is_tried_again(scorer: BackedScorer, tmp_path: Path) -> None:
    """Files that are gone for a while stop nobody: the backend is back when they are."""
    with structlog.testing.capture_logs() as logs:
        (tmp_path / "refuse").touch()
        [backend] = backends()
        backend.kill()
        assert scorer.score(COMMENTS)[0].degraded
        wait_until(lambda: events(logs).count("backend_refused") >= 2, "it was tried twice")
        assert scorer.score(COMMENTS)[0].degraded
        (tmp_path / "refuse").unlink()
        wait_until(scorer.is_whole, "the backend is back")
    assert not scorer.score(COMMENTS)[0].degraded


def test_a_restarted_worker_begins_without_a_refused_backend(
    tmp_path: Path, open_scripted: OpenScripted
) -> None:
    """At a first start a refusal is an error; a later one begins with the built-in, and tries on."""
    (tmp_path / "refuse").touch()
    with pytest.raises(ValueError, match="there is no folder"):
        open_scripted()
    scorer = open_scripted(strict=False)
    assert scorer.score(COMMENTS)[0].degraded
    (tmp_path / "refuse").unlink()
    wait_until(scorer.is_whole, "the backend is there")
    assert not scorer.score(COMMENTS)[0].degraded


def test_the_pause_grows_while_it_keeps_crashing(
    open_scripted: OpenScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backend that dies soon after each start is started ever less often; one that settled, at once."""
    monkeypatch.setattr(keeper, "PAUSES", (0.05, 60.0))
    scorer = open_scripted()
    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            backends()[0].kill()
            wait_until(lambda: not scorer.is_whole(), "the loss is noticed")
            wait_until(scorer.is_whole, "the backend is back")
        monkeypatch.setattr(keeper, "SETTLED", 0.0)
        backends()[0].kill()
        wait_until(lambda: not scorer.is_whole(), "the loss is noticed")
    pauses = [each["restart_in"] for each in logs if each["event"] == "backend_lost"]
    assert pauses[0] < pauses[1]
    assert pauses[2] == 0.05


def test_a_slow_backend_gives_way(open_scripted: OpenScripted) -> None:
    """No lot is begun when time is up: what was scored counts, the rest is the built-in's; it lives on."""
    scorer = open_scripted(timeout="6")
    [backend] = backends()
    began = time.monotonic()
    degraded = [assessment.degraded for assessment in scorer.score([Scorable("slow")] * 40)]
    assert time.monotonic() - began < JOB_ROOM
    assert 0 < sum(degraded) < 40
    assert [each.pid for each in backends()] == [backend.pid]


def test_a_command_has_all_its_comments_scored_by_the_backend(
    open_scripted: OpenScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a job to end in time, it waits for the start as for every lot."""
    monkeypatch.setattr(backed, "PATIENCE", 0.0)
    scorer = open_scripted(patient=True, timeout="6")
    assert not any(assessment.degraded for assessment in scorer.score([Scorable("slow")] * 24))


def test_a_command_waits_for_a_backend_to_return(open_scripted: OpenScripted) -> None:
    """What a lot hangs in costs a command no more than the batch."""
    scorer = open_scripted(patient=True, timeout="0.5")
    assert scorer.score([Scorable("hang")])[0].degraded
    assert not scorer.score([Scorable("a")])[0].degraded


def test_a_command_ends_where_the_backend_cannot_be_loaded(
    open_scripted: OpenScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends before it is loaded is an error: the built-in was not asked for."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="the backend scripted could not be loaded: its process ended"):
        open_scripted(patient=True)


def test_its_time_fits_into_a_job() -> None:
    """What the backend may take leaves the built-in a second before RQ ends the job."""
    assert LONGEST_TIMEOUT < JOB_ROOM <= JOB_TIMEOUT - 1


def test_a_comment_it_fails_on_spoils_only_itself(scorer: BackedScorer) -> None:
    """A text on which the backend raises is the built-in's; its neighbours are the backend's."""
    found = scorer.score([Scorable("gut"), Scorable(f"raise {SECRET}"), Scorable("so")])
    assert [assessment.degraded for assessment in found] == [False, True, False]
    assert scorer.is_whole()


@pytest.mark.parametrize("word", ["exit", "kill", "hang", "freeze", "nonsense"])
def test_a_comment_it_falls_over_costs_one_lot(open_scripted: OpenScripted, word: str) -> None:
    """Whatever a text does to the backend's process, the worker goes on."""
    scorer = open_scripted(timeout="0.5", batch="2")
    texts = ["", "a", word, *(f"{number} {'lang' * 10}" for number in range(6))]
    found = scorer.score([Scorable(text) for text in texts])
    assert not found[0].degraded
    assert found[2].degraded
    wait_until(scorer.is_whole, "the backend is back")
    assert not scorer.score([Scorable("a")])[0].degraded


def test_its_process_has_none_of_our_secrets(
    open_scripted: OpenScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkpoint that runs code finds no key to what is private, no Redis, and no way to the hub."""
    monkeypatch.setenv("MODERATO_ENCRYPTION_KEYS", "secret")
    open_scripted()
    environment = backends()[0].environ()
    assert not [name for name in environment if name.startswith("MODERATO_")]
    assert environment["HF_HUB_OFFLINE"] == "1"


def test_it_ends_with_its_worker(scorer: BackedScorer) -> None:
    """A closed connection is the end of it, also where nobody was left to kill it."""
    [backend] = backends()
    scorer.close()
    assert not backend.is_running()
    assert not scorer.is_whole()


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("transformers", {"timeout": "8"}, "timeout is '8'; it must be seconds over 0, and 6 at most"),
        ("transformers", {"timeout": "soon"}, "timeout is 'soon'"),
        ("cascade", {}, "heavy is ''; it must be one of detoxify, transformers"),
        ("cascade", {"heavy": "builtin"}, "heavy is 'builtin'"),
        ("cascade", {"heavy": "detoxify", "band": "0.8-0.2"}, "band is '0.8-0.2'; it must be two scores"),
        ("cascade", {"heavy": "detoxify", "band": "wide"}, "band is 'wide'"),
    ],
)
def test_refuses_an_option_that_cannot_be(
    open_scorer: OpenScorer, name: str, options: dict[str, Any], words: str
) -> None:
    """The refusal names the option, what it is, and what it may be."""
    with pytest.raises(ValueError, match="it must be") as refused:
        open_scorer(name, **options)
    assert words in str(refused.value)
