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

"""Configuration of training runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from svr_ros.errors import InputError
from svr_ros.synthesis.config import PUBLISHED, SynthesisConfig
from svr_ros.synthesis.samples import PointWeights
from svr_ros.training.known import KnownConfig
from svr_ros.training.shaping import COMPACT, PAPER, ShapingConfig

_ANNEALING_START = 3.0
"""Bound in truncations of the distances that are learned at the start of annealing."""

MAX_SEED = (1 << 38) - 1
"""Maximum sample index of the first room of a run; its second stage and evaluations use larger ones."""

_LARGE = 1e9
_RANGES: dict[str, tuple[float, float]] = {
    "pixels_fraction": (0, 1),
    "minutes": (0, _LARGE),
    "steps": (0, _LARGE),
    "batch": (1, _LARGE),
    "workers": (0, _LARGE),
    "seed": (0, 2 * MAX_SEED + 1),
    "learning_rate": (1e-12, _LARGE),
    "encoder_rate_factor": (0, _LARGE),
    "warmup_steps": (1, _LARGE),
    "decay_fraction": (0, 1),
    "weight_decay": (0, _LARGE),
    "gradient_norm": (1e-12, _LARGE),
    "ema_decay": (0, 1),
    "checkpoint_minutes": (0, _LARGE),
    "annealing": (0, 1),
    "visible_points": (0, _LARGE),
    "solid_points": (0, _LARGE),
    "uniform_points": (0, _LARGE),
}
"""Range of each number of a training run, which excludes NaN and infinity."""


@dataclass(frozen=True)
class LossWeights:
    """Weights of the losses, each under the name that `Objective` gives its loss.

    Attributes:
        normals: Weight of the cosine error of the normals of pixels.
        depth: Weight of the error of the log depth of pixels.
        depth_slopes: Weight of the error of the slopes of log depth.
        depth_bins: Weight of the cross-entropy of the bins of log depth.
        classes: Weight of the cross-entropy of the classes of pixels.
        distance: Weight of the error of the signed distances of points.
        sign: Weight of the cross-entropy of the signs of these distances.
        point_classes: Weight of the cross-entropy of the classes of points.
        latents: Weight of the error of the latents.
        auxiliary: Weight of the error of the auxiliary latents.
        full_depth: Weight of the error of the log depth at the full size of the image.
        full_slopes: Weight of the error of the slopes of this depth.
        distance_error: Weight of the negative log-likelihood of distances under their predicted error.
        instance_offset: Weight of the error of the offsets to the centres of objects.
    """

    normals: float = 0.5
    depth: float = 0.5
    depth_slopes: float = 1.0
    depth_bins: float = 0.1
    classes: float = 0.4
    distance: float = 2.0
    sign: float = 0.3
    point_classes: float = 0.5
    latents: float = 1.0
    auxiliary: float = 0.4
    full_depth: float = 0.5
    full_slopes: float = 0.5
    distance_error: float = 0.1
    instance_offset: float = 1.0


@dataclass(frozen=True)
class TrainingConfig:
    """Configuration of a training run.

    Raises:
        InputError: If a number is not in its range, or points are to be weighted by visibility without a shaping.
    """

    stage: Literal["joint", "pixels", "scene"] = "joint"
    """Networks that are trained: all, the pixel network, or those behind it."""

    target: Literal["points", "latents", "both"] = "points"
    """Target of the scene network: decoded points, or the latents of a codec, whose decoder stays frozen."""

    weighing: Literal["pixels", "visibility"] = "pixels"
    """Weights of points: by their pixel, or by loss shaping, which depends on the visibility of their voxel."""

    shaping: ShapingConfig | None = COMPACT
    """Weights of voxels by visibility, which points take over and blocks of latents average; None for equal weights."""

    pixels_fraction: float = 0.5
    """Fraction of a joint run in which the pixel network is trained alone, at twice the speed of all networks."""

    minutes: float = 120.0
    """Duration of the run in minutes, if steps is 0."""

    steps: int = 0
    """Number of steps of the run; 0 for a run of fixed duration."""

    imagenet: bool = True
    """Whether a new run starts with the ImageNet weights of the encoder."""

    batch: int = 16
    """Rooms per step and process."""

    workers: int = 2
    """Processes that generate rooms."""

    seed: int = 0
    """Sample index of the first room; evaluation uses indices beyond those of any training."""

    learning_rate: float = 1.5e-3
    """Learning rate of AdamW."""

    encoder_rate_factor: float = 0.3
    """Factor of the learning rate of a pretrained encoder."""

    warmup_steps: int = 100
    """Steps of linear warm-up of the learning rate."""

    decay_fraction: float = 0.6
    """Fraction of the run, at its end, in which the learning rate falls to zero as half a cosine."""

    weight_decay: float = 0.02
    """Weight decay of AdamW."""

    gradient_norm: float = 2.0
    """Maximum norm of the gradient."""

    ema_decay: float = 0.998
    """Decay per step of the running average of the parameters."""

    checkpoint_minutes: float = 3.0
    """Minutes between checkpoints."""

    annealing: float = 0.0
    """Fraction of the run, at its start, in which the bound of learned distances falls from 3 truncations to 1."""

    point_weights: PointWeights = field(default_factory=PointWeights)
    """Weights of points by their pixel."""

    visible_points: int = 1536
    """Points per room near visible surfaces."""

    solid_points: int = 768
    """Points per room near the surfaces of objects."""

    uniform_points: int = 1792
    """Points per room anywhere in the volume."""

    known: KnownConfig = field(default_factory=KnownConfig)
    """Known geometry of the samples, if the model takes it."""

    synthesis: SynthesisConfig = field(default_factory=SynthesisConfig)
    """Cameras and sensors of the generated images."""

    losses: LossWeights = field(default_factory=LossWeights)
    """Weights of the losses."""

    def __post_init__(self) -> None:
        if self.weighing == "visibility" and self.shaping is None:
            raise InputError("points are to be weighted by visibility, but shaping is None; expected a ShapingConfig")
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"{name} of a training is {value}; expected {low:g} to {high:g}")

    def max_distance(self, progress: float) -> float:
        """Return the bound in truncations of learned distances after a fraction of the run."""
        remaining = max(0.0, 1 - progress / self.annealing) if self.annealing else 0.0
        return 1 + (_ANNEALING_START - 1) * remaining

    def progress(self, step: int, seconds: float) -> float:
        """Return the fraction of the run that is done after a number of steps and seconds; above 1 after its end."""
        if self.steps:
            return step / self.steps
        return seconds / (60 * self.minutes) if self.minutes else 1.0


PAPER_TRAINING = TrainingConfig(
    stage="scene",
    target="latents",
    shaping=PAPER,
    batch=2,
    learning_rate=1e-4,
    weight_decay=0.0,
    synthesis=SynthesisConfig(camera=PUBLISHED),
)
"""The published training of the scene network on the latents of a codec."""
