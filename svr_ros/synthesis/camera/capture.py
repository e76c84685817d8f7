"""The numbers of one picture that a camera takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor


@dataclass(frozen=True)
class Capture:
    """Say what happens to the light of one picture; by default nothing, but for the curve that makes bytes of it.

    Pixels are those of the picture; `pixels` says how many the camera had in one, at most 1. Light is linear with white
    at 1. Positions go from -1 to 1 over the picture.
    """

    exposure: float = 0.0
    """What the `metering` quantile of the light becomes, or less where its brightest twentieth would begin above
    `highlights`; 0 leaves the light as it is."""

    metering: float = 0.5
    highlights: float = 1e3
    fault: float = 1.0
    """What a failing exposure multiplies the light by."""

    grey_world: float = 0.0
    tint: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Logarithms of what the white balance multiplies red, green and blue by."""

    glow: float = 0.0
    blur: float = 0.0
    """Sigma of a normal blur."""

    motion: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """During the exposure: pixels to the right and down, turn in radians, growth."""

    vignetting: float = 0.0
    flicker: tuple[float, float, float] = (0.0, 1.0, 0.0)
    """Depth, number and phase of brightness bands."""

    dust: tuple[tuple[float, float, float, float], ...] = ()
    """Specks: position, sigma and depth."""

    residual: float = 0.0
    rolling: float = 0.0
    aberration: float = 0.0
    """Shifts in pixels: at the corners, of the first and last row, of red and blue at the corners."""

    pixels: tuple[float, float] = (1.0, 1.0)
    kernel: Literal["nearest", "bilinear", "bicubic"] = "bilinear"
    mono: bool = False
    photon_noise: float = 0.0
    read_noise: float = 0.0
    noise_seed: int = 0
    defects: tuple[tuple[float, float, int], ...] = ()
    """Pixels that are always dark or bright: row and column from 0 to 1, and value."""

    mosaic: int = 0
    """0 for none, 1 to demosaic by bilinear interpolation, 2 along edges."""

    local_tone: float = 0.0
    denoise: float = 0.0
    gamma: float = 1.0
    shoulder: float = 0.0
    black: float = 0.0
    contrast: float = 0.0
    saturation: float = 1.0
    sharpening: float = 0.0
    jpeg_step: float = 0.0
    """Scale of JPEG's standard tables of quantisation; 1 is quality 50."""

    video_step: float = 0.0

    @property
    def bends(self) -> bool:
        """Return whether pixels are not where they belong."""
        return bool(self.residual or self.rolling or self.aberration)

    @property
    def is_small(self) -> bool:
        """Return whether the camera has fewer pixels than the picture."""
        return min(self.pixels) < 1


def column(values: Sequence[float], like: Tensor) -> Tensor:
    """Return one value for each picture, [N, 1, 1, 1], with the type and device of `like`."""
    return torch.tensor(values, dtype=like.dtype, device=like.device)[:, None, None, None]
