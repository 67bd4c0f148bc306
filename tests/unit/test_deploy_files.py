"""What lies in deploy/ speaks of settings and metrics that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SETTINGS = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}


def read(path: str) -> str:
    """Give a file of the project without its comments."""
    return re.sub(r"(?m)^\s*#.*$", "", (ROOT / path).read_text())


@pytest.mark.parametrize("path", ["Dockerfile", "deploy/compose.yaml", "deploy/smoke.sh"])
def test_every_setting_named_in_a_file_exists(path: str) -> None:
    """Moderato stops at a setting it does not know, so a wrong name here would stop the container."""
    named = {name.removesuffix("_FILE") for name in re.findall(r"\bMODERATO_[A-Z_]+", read(path))}
    assert named
    assert named <= SETTINGS


def test_alerts_ask_only_for_metrics_that_are_exported() -> None:
    """An alert on a metric that nobody exports would never fire."""
    exported = set(re.findall(r'"(moderato_\w+)"', (ROOT / "service/metrics.py").read_text()))
    asked = set(re.findall(r"\bmoderato_\w+", read("deploy/prometheus/alerts.yml")))
    assert asked
    assert {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in asked} <= exported


def test_every_alert_is_tested() -> None:
    """Each alert has a case of promtool's in which it fires."""
    alerts = set(re.findall(r"alert: (\w+)", read("deploy/prometheus/alerts.yml")))
    fired = set(re.findall(r"alertname: (\w+)\n\s+exp_alerts:", read("deploy/prometheus/alerts.test.yml")))
    assert alerts == fired


def test_redis_keeps_what_it_accepts() -> None:
    """The Redis of the compose file has an append-only file and never evicts."""
    options = dict(line.split(maxsplit=1) for line in read("deploy/redis.conf").splitlines() if line)
    assert options["appendonly"] == "yes"
    assert options["appendfsync"] == "always"
    assert options["maxmemory-policy"] == "noeviction"


def test_the_containers_are_locked_down() -> None:
    """No service of the compose file may write its root, keep a capability or publish beyond this host."""
    compose = read("deploy/compose.yaml")
    assert compose.count("read_only: true") == compose.count("cap_drop: [ALL]") == 2  # ours by anchor, Redis
    assert compose.count("<<: *moderato") == 3
    for published in re.findall(r"ports: \[(.*)\]", compose):
        assert published == '"127.0.0.1:8080:8080"'
