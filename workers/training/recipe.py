"""Trains every head, calibrates what is offered, and writes the models that ship."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse

from workers.scorers.compact import NETWORK, PIECES, Compact
from workers.scorers.linear import MODELS, compress
from workers.training.blocklists import build_block_list, build_shorteners
from workers.training.calibrate import PARTS, Rotated, calibrate, parts_of
from workers.training.circles import discount
from workers.training.compact.hearing import Hearing
from workers.training.compact.lessons import HEADS as HEARD
from workers.training.echo import Echo, listen
from workers.training.fit import Fitted, fit_head, matrix
from workers.training.heads import HEADS, HeadPlan
from workers.training.offers import OFFERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workers.training.circles import Mask
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
    into.mkdir(parents=True, exist_ok=True)
    if pretrained:
        from workers.training.compact.make import make  # noqa: PLC0415 (torch, only to teach)

        make(pretrained, folder, into, say)
    elif into != MODELS:
        for name in (NETWORK, PIECES):
            shutil.copy(MODELS / name, into / name)
    hear = Hearing(Compact(into))
    final, models = _fit_all(folder, hear, say)
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


def _fit_all(
    folder: Path, hear: Hearing, say: Callable[[str], None]
) -> tuple[dict[str, Fitted], dict[str, Rotated]]:
    """Fit every head: the one that ships, and as calibration sees it."""
    echoes: dict[str, Echo] = {}
    for language in ("de", "en"):
        echoes[language] = listen(language, folder, hear.margins)
        say(f"heard {len(echoes[language].margins)} texts ({language})")
    final: dict[str, Fitted] = {}
    models: dict[str, Rotated] = {}
    for plan in HEADS:
        rows = plan.gather(folder)
        # A head that spares dev must not see our own comments' either.
        kept = rows if plan.rotated else [row for row in rows if row.split != "dev"]
        echo = echoes[plan.name[:2]] if plan.echoes else None
        final[plan.name], models[plan.name] = _fit(plan, kept, echo)
        say(f"fitted {plan.name}, discount {models[plan.name].discount:.3f}")
    return final, models


def _fit(plan: HeadPlan, examples: list[Example], echo: Echo | None) -> tuple[Fitted, Rotated]:
    """Fit the head that ships, and those that each left a part out; all hear the echo."""
    features = matrix([example.text for example in examples])
    labels = np.array([example.label for example in examples], np.int64)
    weights = np.array([example.weight for example in examples])
    more, more_labels, more_weights = echo.rows(plan) if echo else ([], [], [])

    def fit(kept: Mask) -> Fitted:
        return fit_head(
            scipy.sparse.vstack([features[kept], *more]).tocsr(),
            np.concatenate([labels[kept], more_labels]).astype(np.int64),
            np.concatenate([weights[kept], more_weights]),
            plan,
        )

    def fit_deaf(kept: Mask) -> Fitted:
        """Without the echo: the transformer knows everybody."""
        return fit_head(features[kept], labels[kept], weights[kept], plan)

    shipped = fit(np.ones(len(labels), np.bool_))
    if not plan.rotated:
        return shipped, Rotated([shipped])
    parts = parts_of(examples)
    models = [fit(parts != part) for part in range(PARTS)]
    strangers = np.array([example.stranger for example in examples])
    if not strangers.any():
        return shipped, Rotated(models)
    return shipped, Rotated(models, discount(features, labels, parts, strangers, fit_deaf))


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
    np.savez_compressed(into / "weights.npz", levels=levels)
    (into / "model.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")
