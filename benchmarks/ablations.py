#!/usr/bin/env python3
# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Train models that differ in one setting, under equal budgets, and print the effect of each setting as a table.

    python benchmarks/ablations.py -o runs/ablations [--only GROUP] [--steps 200] [--rooms 64] [--frames DIR]

There are six groups, each relative to its first arm: `pixels` trains the pixel network alone, `scene` the scene
network behind the pixel network of the given weights, and `target` the same with the decoder of the codec, so that
latents can be the target. `clutter` and `clutter scene` train the pixel network and the scene network on rooms with a
fraction of their small things, and `hidden` changes what the scene network learns about hidden space. Finished runs are
kept (delete their folders to repeat them), interrupted ones are resumed, and the table shows all finished ones.
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
from svr_ros.codec.latent_target import CodecTarget
from svr_ros.codec.weights import load_codec
from svr_ros.evaluation.frame_metrics import FrameMetrics, differences, from_entry, summarize
from svr_ros.inference import weights
from svr_ros.inference.weights import Weights
from svr_ros.networks.config import override
from svr_ros.synthesis.config import SynthesisConfig
from svr_ros.synthesis.samples import PointWeights
from svr_ros.training.config import LossWeights, TrainingConfig
from svr_ros.training.loop import train

_SEED = 60_000_000
_EVEN = PointWeights(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


class Arm(NamedTuple):
    """One model of the comparison.

    Attributes:
        name: Name of the row.
        group: Name of the group.
        settings: Settings of the model that differ.
        training: Configuration of its training.
    """

    name: str
    group: str
    settings: tuple[str, ...] = ()
    training: TrainingConfig = TrainingConfig()


GROUPS = ("pixels", "scene", "clutter", "clutter scene", "hidden", "target")

_PIXELS = TrainingConfig(stage="pixels")
_SCENE = TrainingConfig(stage="scene")
_TIDY = SynthesisConfig(clutter=0.2)
_BLOCKS = ("decoder.ray_features=false", "decoder.interpolated=false")

ARMS = (
    Arm("ImageNet start", "pixels", (), _PIXELS),
    Arm("random start", "pixels", (), replace(_PIXELS, imagenet=False)),
    Arm("no loss on slopes of depth", "pixels", (), replace(_PIXELS, losses=LossWeights(depth_slopes=0.0))),
    Arm("compact", "scene", (), _SCENE),
    Arm("without normals", "scene", ("scene.normals=false",), _SCENE),
    Arm("all points alike", "scene", (), replace(_SCENE, point_weights=_EVEN)),
    Arm("objects as walls", "scene", (), replace(_SCENE, point_weights=PointWeights(objects=1.0))),
    Arm("loss shaping by visibility", "scene", (), replace(_SCENE, weighing="visibility")),
    Arm("no occupancy term", "scene", (), replace(_SCENE, losses=LossWeights(sign=0.0))),
    Arm("annealed truncation", "scene", (), replace(_SCENE, annealing=0.6)),
    Arm("no ray features", "scene", ("decoder.ray_features=false",), _SCENE),
    Arm("latents per block", "scene", _BLOCKS, _SCENE),
    Arm("tree", "scene", ("scene.lifting=tree", "decoder.ray_features=false"), _SCENE),
    Arm("all clutter", "clutter", (), _PIXELS),
    Arm("a fifth of the clutter", "clutter", (), replace(_PIXELS, synthesis=_TIDY)),
    Arm("all clutter, scene", "clutter scene", (), _SCENE),
    Arm("a fifth of the clutter, scene", "clutter scene", (), replace(_SCENE, synthesis=_TIDY)),
    Arm("as compact", "hidden", (), _SCENE),
    Arm("hidden free space weighs twice", "hidden", (), replace(_SCENE, point_weights=PointWeights(occluded_free=0.3))),
    Arm("hidden surfaces weigh twice", "hidden", (), replace(_SCENE, point_weights=PointWeights(occluded_surface=1.0))),
    Arm("coarse scale twice as wide", "hidden", ("scene.bottleneck_width=256",), _SCENE),
    Arm("no loss on centres of objects", "hidden", (), replace(_SCENE, losses=LossWeights(instance_offset=0.0))),
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
    ("recall, hidden", "scores", "hidden_recall_10cm"),
    ("precision, hidden", "scores", "hidden_precision_10cm"),
)
_PIXEL_COLUMNS = 4
"""Number of columns about the pixel network; the others are about the volume."""

_PIXEL_GROUPS = ("pixels", "clutter")
"""Groups that train the pixel network."""


def train_arm(arm: Arm, folder: Path, start: Weights, steps: int, batch: int) -> Path:
    """Train an arm, or resume its training, and return the path of its weights.

    Args:
        arm: The arm.
        folder: Folder of the run.
        start: Weights of the pixel network, whose config the arm changes.
        steps: Number of steps.
        batch: Rooms per step.
    """
    # Adapt the model to the codec
    codec = load_codec("codec") if arm.group == "target" else None
    config = start.config
    if codec is not None:
        own = codec.codec.config.model
        scene = replace(config.scene, latent_width=own.scene.latent_width)
        config = replace(config, truncation=own.truncation, scene=scene, decoder=own.decoder)
    config = override(config, arm.settings)
    # Train
    training = replace(arm.training, steps=steps, batch=batch, workers=1, seed=_SEED, warmup_steps=max(steps // 8, 1))
    resume = (folder / "checkpoint.pt").exists()
    pixel_net = None if training.stage == "pixels" else start
    target = None if codec is None else CodecTarget(codec, config)
    device = torch.device("cpu")
    return train(folder, training, device, resume, config=config, pixel_net_from=pixel_net, latent_target=target)


def table(group: str, kind: str, folder: Path) -> str:
    """Return the metrics of a group's finished arms as a Markdown table.

    Values are bold if the interval of their difference from the first arm excludes zero; a dash marks missing values.

    Args:
        group: Name of the group.
        kind: Set that was evaluated: rooms or frames.
        folder: Folder of the runs.
    """
    columns = _COLUMNS[:_PIXEL_COLUMNS] if group in _PIXEL_GROUPS else _COLUMNS[_PIXEL_COLUMNS:]
    titles = " | ".join(title for title, _, _ in columns)
    lines = [f"| {group}, {kind} | {titles} |", "| --- |" + " --- |" * len(columns)]
    first: list[FrameMetrics] | None = None
    for arm in (arm for arm in ARMS if arm.group == group):
        path = _metrics_file(arm, folder)
        if not path.exists():
            continue
        metrics = json.loads(path.read_text()).get(kind)
        if metrics is None:
            continue
        each = [from_entry(entry) for entry in metrics["each"].values()]
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


def _metrics_file(arm: Arm, folder: Path) -> Path:
    """Return the path of the metrics of an arm; a finished run has it."""
    return folder / arm.name.replace(" ", "_") / "metrics.json"


def main() -> None:
    """Train the missing arms and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=Path("runs/ablations"))
    parser.add_argument("--weights", default="compact", help="weights of the pixel network and their view (compact)")
    parser.add_argument("--only", choices=GROUPS, action="append", help="one group; repeatable")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rooms", type=int, default=64, help="evaluation rooms")
    parser.add_argument("--frames", type=Path, help="folder of real frames to evaluate on as well")
    parser.add_argument("--table", action="store_true", help="print the finished arms without training")
    args = parser.parse_args()
    groups = args.only or GROUPS
    arms = [arm for arm in ARMS if arm.group in groups and not _metrics_file(arm, args.output).exists()]
    start = weights.load(args.weights)
    for arm in tqdm([] if args.table else arms, unit="arm"):
        metrics = _metrics_file(arm, args.output)
        path = train_arm(arm, metrics.parent, start, args.steps, args.batch)
        frames = ["--frames", str(args.frames)] if args.frames else []
        svr(["evaluate", "--weights", str(path), "--rooms", str(args.rooms), *frames, "--json", str(metrics)])
    for group in groups:
        for kind in ("rooms", "frames"):
            print(table(group, kind, args.output) + "\n")


if __name__ == "__main__":
    main()
