#!/usr/bin/env python3
"""Train models that differ in one thing, under equal budgets, and print what each choice brings as one table.

    python benchmarks/ablations.py -o runs/ablations [--only GROUP] [--steps 200] [--rooms 64] [--frames DIR]

Three groups share a first row each. `unet`: the U-Net alone. `scene`: the scene network behind the U-Net of the given
weights. `target`: the same with the decoder of the codec, so that latents can be learned. A run that is there is kept
(delete its folder to repeat it), one that was killed goes on, and the table shows what there is.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import torch
from tqdm import tqdm

from svr_ros.cli.main import main as svr
from svr_ros.codec.weights import load_codec
from svr_ros.evaluation.frame_metrics import FrameMetrics, differences, from_entry, summarize
from svr_ros.inference import weights
from svr_ros.inference.weights import Weights
from svr_ros.networks.config import override
from svr_ros.synthesis.samples import PointWeights
from svr_ros.training.config import LossWeights, TrainingConfig
from svr_ros.training.loop import train

_SEED = 60_000_000
_EVEN = PointWeights(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


class Arm(NamedTuple):
    """One model of the comparison: what it is called, and what differs from the group's first."""

    name: str
    group: str
    settings: tuple[str, ...] = ()
    training: TrainingConfig = TrainingConfig()


_UNET = TrainingConfig(stage="pixels")
_SCENE = TrainingConfig(stage="scene")
_BLOCKS = ("decoder.ray_features=false", "decoder.interpolated=false")

ARMS = (
    Arm("ImageNet start", "unet", (), _UNET),
    Arm("random start", "unet", (), replace(_UNET, imagenet=False)),
    Arm("no loss on slopes of depth", "unet", (), replace(_UNET, losses=LossWeights(depth_slopes=0.0))),
    Arm("compact", "scene", (), _SCENE),
    Arm("without normals", "scene", ("scene.normals=false",), _SCENE),
    Arm("all points alike", "scene", (), replace(_SCENE, point_weights=_EVEN)),
    Arm("objects as walls", "scene", (), replace(_SCENE, point_weights=PointWeights(objects=1.0))),
    Arm("loss shaping by kinds", "scene", (), replace(_SCENE, weighing="kinds")),
    Arm("no occupancy term", "scene", (), replace(_SCENE, losses=LossWeights(sign=0.0))),
    Arm("annealed truncation", "scene", (), replace(_SCENE, annealing=0.6)),
    Arm("no columns", "scene", ("decoder.ray_features=false",), _SCENE),
    Arm("latents per block", "scene", _BLOCKS, _SCENE),
    Arm("tree", "scene", ("scene.lifting=tree", "decoder.ray_features=false"), _SCENE),
    Arm("end to end", "target", (), _SCENE),
    Arm("latents", "target", (), replace(_SCENE, target="latents")),
    Arm("both", "target", (), replace(_SCENE, target="both")),
)

_COLUMNS = (
    ("depth AbsRel", "depth", "abs_rel"),
    ("pixel accuracy", "labels", "accuracy"),
    ("pixel mIoU", "labels", "mean_iou"),
    ("normals, median", "scores", "normals_median"),
    ("IoU visible", "scores", "iou_visible"),
    ("IoU hidden", "scores", "iou_hidden"),
    ("surface mIoU", "surface_labels", "mean_iou"),
    ("mIoU at surfaces", "labels_at_surface", "mean_iou"),
    ("recall 10 cm", "scores", "recall_10cm"),
    ("precision 10 cm", "scores", "precision_10cm"),
)
_OF_THE_UNET = 4
"""The first columns are all that the U-Net answers for; the others are about the volume."""


def train_arm(arm: Arm, folder: Path, start: Weights, steps: int, batch: int) -> Path:
    """Train an arm, or go on with it, and return its weights."""
    given = load_codec("codec") if arm.group == "target" else None
    config = start.config
    if given is not None:
        made = given.codec.config.model
        scene = replace(config.scene, latent_width=made.scene.latent_width)
        config = replace(config, truncation=made.truncation, scene=scene, decoder=made.decoder)
    config = override(config, arm.settings)
    training = replace(arm.training, steps=steps, batch=batch, workers=1, seed=_SEED, warmup_steps=max(steps // 8, 1))
    resume = (folder / "checkpoint.pt").exists()
    normals = None if training.stage == "pixels" else start
    return train(folder, training, torch.device("cpu"), resume, config=config, pixel_net_from=normals, codec=given)


def table(group: str, kind: str, folder: Path) -> str:
    """Return the group's arms on `rooms` or `frames` as a Markdown table.

    Bold where the interval of the difference to the first arm leaves out zero; a dash where nothing could be judged.
    """
    columns = _COLUMNS[:_OF_THE_UNET] if group == "unet" else _COLUMNS[_OF_THE_UNET:]
    titles = " | ".join(title for title, _, _ in columns)
    lines = [f"| {group}, {kind} | {titles} |", "| --- |" + " --- |" * len(columns)]
    first: list[FrameMetrics] | None = None
    for arm in (arm for arm in ARMS if arm.group == group):
        path = _figures(arm, folder)
        if not path.exists():
            continue
        figures = json.loads(path.read_text()).get(kind)
        if figures is None:
            continue
        each = [from_entry(entry) for entry in figures["each"].values()]
        changes = differences(first, each) if first else {}
        first = first or each
        whole = summarize(each)
        cells = []
        for _, part, name in columns:
            change = changes.get(part, {}).get(name)
            certain = change is not None and (change.low > 0 or change.high < 0)
            value = whole.get(part, {}).get(name)
            cells.append("-" if value is None else f"**{value:.3f}**" if certain else f"{value:.3f}")
        lines.append(f"| {arm.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _figures(arm: Arm, folder: Path) -> Path:
    return folder / arm.name.replace(" ", "_") / "figures.json"


def main() -> None:
    """Train what is missing and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=Path("runs/ablations"))
    parser.add_argument("--weights", default="compact", help="whose U-Net and view (compact)")
    parser.add_argument("--only", choices=("unet", "scene", "target"), action="append", help="one group, or several")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rooms", type=int, default=64, help="rooms that the arms are judged on")
    parser.add_argument("--frames", type=Path, help="folder of real frames that the arms are judged on too")
    parser.add_argument("--table", action="store_true", help="train nothing, print what there is")
    given = parser.parse_args()
    groups = given.only or ["unet", "scene", "target"]
    arms = [arm for arm in ARMS if arm.group in groups and not _figures(arm, given.output).exists()]
    start = weights.load(given.weights)
    for arm in tqdm([] if given.table else arms, unit="arm"):
        figures = _figures(arm, given.output)
        path = train_arm(arm, figures.parent, start, given.steps, given.batch)
        frames = ["--frames", str(given.frames)] if given.frames else []
        svr(["evaluate", "--weights", str(path), "--rooms", str(given.rooms), *frames, "--json", str(figures)])
    for group in groups:
        for kind in ("rooms", "frames"):
            print(table(group, kind, given.output) + "\n")


if __name__ == "__main__":
    main()
