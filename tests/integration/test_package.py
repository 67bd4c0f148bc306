"""What is installed is what is here: the container installs a package, and no checkout stands beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from service.settings import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("service", "workers")
NEEDED = ("pyproject.toml", "README.md", "deploy/policies/default.toml")  # as the Dockerfile copies them


def test_a_built_package_holds_every_file(tmp_path: Path) -> None:
    """A kind of file that the package's list forgets would be missing only where it is installed."""
    source = tmp_path / "source"
    for package in PACKAGES:
        shutil.copytree(PROJECT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in NEEDED:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, source / name)
    here = {
        path.relative_to(source).as_posix()
        for package in PACKAGES
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path))
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(source)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert here <= set(archive.namelist())
