"""Trains every head, calibrates what is offered, and writes the models that ship."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np

from workers.scorers.compact import NETWORK, PIECES, Compact
from workers.scorers.linear import MODELS, compress
from workers.training.blocklists import build_block_list, build_shorteners
from workers.training.calibrate import OFFERS, calibrate, folds
from workers.training.compact.hearing import Hearing
from workers.training.compact.lessons import HEADS as HEARD
from workers.training.fit import Fitted, fit_head, matrix
from workers.training.heads import HEADS, HeadPlan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workers.training.compact.pretrained import Pretrained
    from workers.training.corpus import Example


def train_models(
    folder: Path, into: Path, say: Callable[[str], None], pretrained: Pretrained | None = None
) -> None:
    """Train on the sets in one folder and write the models into another.

    Args:
        folder: The sets, as `docs/model-card.md` lists them.
        into: Where the models' files go.
        say: Told of each step.
        pretrained: What to teach the compact transformer from; without it the one that ships stays.

    Raises:
        FileNotFoundError: Where a set is missing.
    """
    final: dict[str, Fitted] = {}
    models: dict[str, list[Fitted]] = {}
    for plan in HEADS:
        rows = plan.gather(folder)
        # A head that spares dev must not see our own comments' either.
        kept = rows if plan.rotated else [row for row in rows if row.split != "dev"]
        final[plan.name], models[plan.name] = _fit(plan, kept)
        say(f"fitted {plan.name}")
    into.mkdir(parents=True, exist_ok=True)
    if pretrained:
        from workers.training.compact.export import export  # noqa: PLC0415 (torch, only to teach)
        from workers.training.compact.teach import teach  # noqa: PLC0415 (the same)

        export(*teach(pretrained, folder, say), into)
    elif into != MODELS:
        for name in (NETWORK, PIECES):
            shutil.copy(MODELS / name, into / name)
    hear = Hearing(Compact(into))
    first: dict[str, dict[str, Any]] = {}
    second: dict[str, dict[str, Any]] = {}
    for offer in OFFERS:
        found = calibrate(offer, models, folder, hear.margins)
        for language in offer.languages:
            first.setdefault(language, {})[offer.attribute] = found.first
            second.setdefault(language, {})[offer.attribute] = found.second
        say(f"calibrated {offer.attribute} ({', '.join(offer.languages)})")
    for calibration in (first, second):
        calibration["other"] = {
            "TOXICITY": _between(calibration["de"]["TOXICITY"], calibration["en"]["TOXICITY"])
        }
    _write(into, final, {"calibration": first, "second_look": second, "compact_heads": HEARD})
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
    return shipped, [fit_head(features[kept], labels[kept], weights[kept], plan) for kept in folds(examples)]


def _between(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Give the mean of two calibrations, for languages that neither was made for."""
    names = dict.fromkeys((*first["heads"], *second["heads"]))
    halves = {name: sum(each["heads"].get(name, 0.0) for each in (first, second)) / 2 for name in names}
    return {
        "heads": {name: round(weight, 4) for name, weight in halves.items()},
        "bias": round((first["bias"] + second["bias"]) / 2, 4),
    }


def _write(into: Path, final: dict[str, Fitted], rest: dict[str, Any]) -> None:
    squeezed = {name: compress(head.weights) for name, head in final.items()}
    levels = np.stack([levels for levels, _ in squeezed.values()])
    card: dict[str, Any] = {
        "heads": [
            {"name": name, "largest": largest, "bias": round(final[name].bias, 6)}
            for name, (_, largest) in squeezed.items()
        ],
        **rest,
    }
    files = [(into / name).read_bytes() for name in (NETWORK, PIECES)]
    card["version"] = _version(levels.tobytes(), *files, json.dumps(card, sort_keys=True).encode())
    np.savez_compressed(into / "weights.npz", levels=levels)
    (into / "model.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _version(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]
