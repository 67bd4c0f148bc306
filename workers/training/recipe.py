"""Trains every head, calibrates what is offered, and writes the models that ship."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from workers.scorers.linear import compress
from workers.training.blocklists import build_block_list, build_shorteners
from workers.training.calibrate import OFFERS, PARTS, calibrate
from workers.training.corpus import Example, part_of
from workers.training.fit import Fitted, fit_head, matrix
from workers.training.heads import HEADS, HeadPlan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def train_models(folder: Path, into: Path, say: Callable[[str], None]) -> None:
    """Train on the sets in one folder and write the models into another.

    Args:
        folder: The sets, as `docs/model-card.md` lists them.
        into: Where `model.json`, `weights.npz`, `blocklist.npy` and `shorteners.npy` go.
        say: Told of each step.

    Raises:
        FileNotFoundError: Where a set is missing.
    """
    final: dict[str, Fitted] = {}
    models: dict[str, list[Fitted]] = {}
    for plan in HEADS:
        final[plan.name], models[plan.name] = _fit(plan, plan.gather(folder))
        say(f"fitted {plan.name}")
    calibration: dict[str, dict[str, Any]] = {}
    for offer in OFFERS:
        calibration.setdefault(offer.language, {})[offer.attribute] = calibrate(offer, models, folder)
        say(f"calibrated {offer.attribute} ({offer.language})")
    calibration["other"] = {
        "TOXICITY": _between(calibration["de"]["TOXICITY"], calibration["en"]["TOXICITY"])
    }
    _write(into, final, calibration)
    np.save(into / "blocklist.npy", build_block_list(folder))
    np.save(into / "shorteners.npy", build_shorteners(folder))
    say(f"wrote {into}")


def _fit(plan: HeadPlan, examples: list[Example]) -> tuple[Fitted, list[Fitted]]:
    """Fit the head that ships, and those that each left a part out."""
    features = matrix([example.text for example in examples])
    labels = np.array([example.label for example in examples], np.int64)
    weights = np.array([example.weight for example in examples])
    shipped = fit_head(features, labels, weights, plan)
    if not plan.rotated:
        return shipped, [shipped]
    parts = np.array([part_of(example.text, PARTS) for example in examples])
    return shipped, [
        fit_head(features[kept], labels[kept], weights[kept], plan)
        for kept in (parts != part for part in range(PARTS))
    ]


def _between(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Give the mean of two calibrations, for languages that neither was made for."""
    heads = {
        name: round(weight / 2, 4) for name, weight in (*first["heads"].items(), *second["heads"].items())
    }
    return {"heads": heads, "bias": round((first["bias"] + second["bias"]) / 2, 4)}


def _write(into: Path, final: dict[str, Fitted], calibration: dict[str, Any]) -> None:
    squeezed = {name: compress(head.weights) for name, head in final.items()}
    levels = np.stack([levels for levels, _ in squeezed.values()])
    card: dict[str, Any] = {
        "heads": [
            {"name": name, "largest": largest, "bias": round(final[name].bias, 6)}
            for name, (_, largest) in squeezed.items()
        ],
        "calibration": calibration,
    }
    card["version"] = _version(levels.tobytes(), card)
    into.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(into / "weights.npz", levels=levels)
    (into / "model.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _version(levels: bytes, card: dict[str, Any]) -> str:
    digest = hashlib.sha256(levels + json.dumps(card, sort_keys=True).encode()).hexdigest()
    return digest[:12]
