"""The import contracts hold, and each one breaks when it is violated: a contract that cannot fail is none."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = {
    "layers": ("service/storage/keys.py", "import service.api.routes"),
    "workers-on-top": ("service/submit.py", "import workers.station"),
    "no-http-in-workers": ("workers/sweep.py", "import service.edge"),
    "stages-apart": ("service/review/deciding.py", "import service.submit"),
    "pure-domain": ("service/domain/policy.py", "import os"),
    "redis-in-storage": ("service/review/deciding.py", "import redis"),
    "backends-apart": ("workers/backends/files.py", "import service.settings"),
}
"""For each contract a file, and an import there that it forbids."""

MAY_WRITE = {
    "service/submit.py",
    "service/review/claiming.py",
    "service/review/deciding.py",
    "service/review/escalating.py",
    "service/review/undoing.py",
    "service/erase.py",
    "service/replay.py",
    "service/sign_in/entering.py",
    "service/sign_in/own_codes.py",
    "service/sign_in/own_password.py",
    "service/sign_in/own_preferences.py",
    "service/sign_in/with_code.py",
    "service/sign_in/resuming.py",
    "service/sign_in/with_password.py",
    "service/sign_in/with_provider.py",
    "service/administration/moderators.py",
    "service/administration/policies.py",
    "service/administration/reencryption.py",
    "service/administration/review.py",
    "service/administration/sign_in.py",
    "service/administration/sites.py",
    "service/administration/webhooks.py",
    "workers/rescore.py",
    "workers/screen.py",
    "workers/notify.py",
    "workers/sweep.py",
}
"""The stages and operator commands: only they open a write transaction."""


def _lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the code, to plant a violation."""
    for package in ("service", "workers"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "models")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("contract", PLANTED)
def test_each_contract_notices_its_violation(contract: str, copy: Path) -> None:
    """The contract holds on our code, and is broken by one planted import."""
    assert _lint(copy, "--contract", contract).returncode == 0
    name, line = PLANTED[contract]
    file = copy / name
    file.write_text(file.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    broken = _lint(copy, "--contract", contract)
    assert broken.returncode == 1, broken.stdout
    assert "1 broken" in broken.stdout


def test_every_contract_is_tried() -> None:
    """No contract is added without a violation that breaks it."""
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8").count("[[tool.importlinter.contracts]]")
    assert declared == len(PLANTED)


def test_only_stages_and_operator_commands_open_a_write_transaction() -> None:
    """Whoever else calls `context.write`, `transaction`, `watch` or `multi` is found."""
    found = {
        str(file.relative_to(ROOT))
        for package in ("service", "workers")
        for file in (ROOT / package).rglob("*.py")
        if _opens_transaction(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert found == MAY_WRITE | {"service/context.py"}


def _opens_transaction(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            node.func.attr in {"multi", "transaction", "watch"}
            or (
                node.func.attr == "write"
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "context"
            )
        )
        for node in ast.walk(tree)
    )
