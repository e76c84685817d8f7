"""The typed description of a training run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from svr_ros.errors import InputError
from svr_ros.synthesis.config import PUBLISHED, SynthesisConfig
from svr_ros.synthesis.samples import PointWeights
from svr_ros.training.shaping import COMPACT, PAPER, ShapingConfig

_FURTHEST_REACH = 3.0


@dataclass(frozen=True)
class LossWeights:
    """Weigh the parts of the loss against each other."""

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
    """Of the latents told right behind the lifting, beside those of the whole scene network."""


@dataclass(frozen=True)
class TrainingConfig:
    """Describe a run: times in minutes, learning rates per step of AdamW, counts per room."""

    stage: Literal["joint", "normals", "scene"] = "joint"
    """Which networks learn: all, the U-Net alone, or what comes behind it."""

    target: Literal["points", "latents", "both"] = "points"
    """What the scene network is held to: decoded points, the latents of a codec (whose decoder stays as it is)."""

    weighing: Literal["pixels", "kinds"] = "pixels"
    """Points count by the pixel they fall on, or by loss shaping: the kind of the voxel that holds them."""

    shaping: ShapingConfig | None = COMPACT
    """Weights of the kinds, for latents (averaged over blocks) and points; None: all blocks count alike."""

    normals_share: float = 0.5
    """Of a joint run: over this first share of it the U-Net learns alone, at twice the pace of all together."""

    minutes: float = 120.0
    steps: int = 0
    """The run ends after so many steps rather than by time; 0: by time."""

    imagenet: bool = True
    """Whether a fresh run starts with ImageNet's encoder."""

    batch: int = 16
    workers: int = 2
    seed: int = 0
    """Room number of the first sample; evaluation uses numbers that no training reaches."""

    learning_rate: float = 1.5e-3
    encoder_share: float = 0.3
    """A pretrained encoder learns at this share of the rate."""

    warmup_steps: int = 100
    decay_share: float = 0.6
    """The rate falls to zero, as half a cosine, over this last share of the time."""

    weight_decay: float = 0.02
    gradient_norm: float = 2.0
    ema_decay: float = 0.998
    checkpoint_minutes: float = 3.0
    annealing: float = 0.0
    """Over this first share of the run, distances beyond the truncation are learned too: up to three times as far at
    its beginning."""

    point_weights: PointWeights = field(default_factory=PointWeights)
    visible_points: int = 1536
    solid_points: int = 768
    uniform_points: int = 1792
    synthesis: SynthesisConfig = field(default_factory=SynthesisConfig)
    """Which cameras take the pictures, and how."""

    losses: LossWeights = field(default_factory=LossWeights)

    def __post_init__(self) -> None:
        if self.weighing == "kinds" and self.shaping is None:
            raise InputError("points are to be weighed by kinds, but there is no shaping; expected a ShapingConfig")

    def reach(self, progress: float) -> float:
        """Return how many truncations far distances are learned when that share of the run is done."""
        left = max(0.0, 1 - progress / self.annealing) if self.annealing else 0.0
        return 1 + (_FURTHEST_REACH - 1) * left

    def progress(self, step: int, seconds: float) -> float:
        """Return the share of the run that is done after so many steps and seconds."""
        return step / self.steps if self.steps else seconds / (60 * self.minutes)


PAPER_TRAINING = TrainingConfig(
    stage="scene",
    target="latents",
    shaping=PAPER,
    batch=2,
    learning_rate=1e-4,
    weight_decay=0.0,
    synthesis=SynthesisConfig(camera=PUBLISHED),
)
"""The published training of the scene network, on the latents of a codec."""
