"""The locks hold what pyproject.toml asks for and nothing that only this machine could fetch."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
# What `make lock` compiles into each file: extras of the project, then groups of its developers.
LOCKS: dict[str, tuple[list[str], list[str]]] = {
    "requirements.lock": (["embedded"], ["build"]),
    "requirements-dev.lock": (["embedded"], ["build", "dev"]),
    "requirements-detoxify.lock": (
        ["embedded", "detoxify", "transformers", "int8", "train"],
        ["build", "torch-needs"],
    ),
}
STALE = "the lock is not up to date: run make lock"


def asked_for(lock: str) -> list[Requirement]:
    """What pyproject.toml wants in this lock by name."""
    extras, groups = LOCKS[lock]
    project = PYPROJECT["project"]
    texts: list[str] = list(project["dependencies"])
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    for group in groups:
        texts += PYPROJECT["dependency-groups"][group]
    # torch is in no lock: docs/adr/0008-requirements-lock.md says why.
    return [Requirement(text) for text in texts if text != "torch"]


def pins(lock: str) -> dict[str, tuple[list[str], str]]:
    """Each package of a lock with its versions, one a marker, and the whole text of its entries."""
    pinned: dict[str, tuple[list[str], str]] = {}
    for entry in re.split(r"(?m)^(?=[a-z0-9])", (ROOT / lock).read_text())[1:]:
        name, version = re.match(r"([a-z0-9-]+)==(\S+)", entry).groups()  # type: ignore[union-attr]
        versions, text = pinned.get(name, ([], ""))
        pinned[name] = ([*versions, version], text + entry)
    return pinned


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_what_pyproject_asks_for(lock: str) -> None:
    """Each dependency is pinned at a version that its requirement allows."""
    pinned = pins(lock)
    for requirement in asked_for(lock):
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{name}: {STALE}"
        for version in pinned[name][0]:
            assert requirement.specifier.contains(version, prereleases=True), f"{name}=={version}: {STALE}"


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_nothing_that_is_no_longer_asked_for(lock: str) -> None:
    """What the lock names as the project's own wish is still in pyproject.toml."""
    asked = {canonicalize_name(requirement.name) for requirement in asked_for(lock)}
    locked = {name for name, (_, text) in pins(lock).items() if "moderato (pyproject.toml" in text}
    assert locked == asked, STALE


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    """Pip can check each file it fetches, from whatever registry the machine is set to."""
    for name, (_, text) in pins(lock).items():
        assert "--hash=sha256:" in text, name
    assert not re.search(r"://|--index|--find-links|\s@\s", (ROOT / lock).read_text())


def test_the_locks_agree() -> None:
    """A package that is in two locks has the same versions in both."""
    runtime = pins("requirements.lock")
    for lock in LOCKS:
        for name, (versions, _) in pins(lock).items():
            assert versions == runtime.get(name, (versions, ""))[0], f"{name} in {lock}: {STALE}"
