"""The typed description of a training run."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class LossWeights:
    """Weigh the parts of the loss against each other."""

    normals: float = 0.5
    depth: float = 0.5
    depth_bins: float = 0.1
    classes: float = 0.4
    distance: float = 2.0
    sign: float = 0.3
    point_classes: float = 0.5


@dataclass(frozen=True)
class TrainingConfig:
    """Describe a run: times in minutes, learning rates per step of AdamW, counts per room."""

    minutes: float = 120.0
    batch: int = 16
    workers: int = 2
    seed: int = 0
    """Room number of the first sample; evaluation uses numbers that no training reaches."""

    learning_rate: float = 1.5e-3
    encoder_share: float = 0.3
    """The pretrained encoder learns at this share of the rate."""

    warmup_steps: int = 100
    decay_share: float = 0.4
    """The rate falls to zero, as half a cosine, over this last share of the time."""

    weight_decay: float = 0.02
    gradient_norm: float = 2.0
    ema_decay: float = 0.998
    checkpoint_minutes: float = 3.0
    visible_points: int = 1536
    solid_points: int = 768
    uniform_points: int = 1792
    margin_share: float = 0.15
    """Share of samples whose margins are hidden, as under a camera with a narrower view."""

    losses: LossWeights = field(default_factory=LossWeights)
