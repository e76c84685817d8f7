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

"""Parameters of the sensor simulation of one image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor


@dataclass(frozen=True)
class Capture:
    """Parameters of one simulated image; the defaults change nothing but for the tone curve.

    Pixels are those of the resulting image. Light is linear with white at 1. Positions run from -1 to 1 over the image.
    """

    exposure: float = 0.0
    """Light to which the metering quantile is scaled; 0 leaves the light as it is."""

    metering: float = 0.5
    """Quantile of the light in 0..1 that the exposure scales."""

    highlights: float = 1e3
    """Maximum light of the 95 % quantile, which limits the exposure."""

    fault: float = 1.0
    """Factor on the light of a failing exposure."""

    grey_world: float = 0.0
    """Exponent by which the white balance removes the mean colour of the light: 0 keeps it, 1 removes it."""

    tint: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Natural logarithms of the white balance's errors in the gains of red, green and blue."""

    glow: float = 0.0
    """Fraction of light above 1 that spreads around its source."""

    blur: float = 0.0
    """Standard deviation of a normal blur in pixels."""

    motion: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Motion during the exposure: pixels to the right and down, rotation in radians, relative magnification."""

    vignetting: float = 0.0
    """Fraction of light that is lost in the corners."""

    flicker: tuple[float, float, float] = (0.0, 1.0, 0.0)
    """Brightness bands: fraction of light that is lost, number of bands, phase in periods."""

    dust: tuple[tuple[float, float, float, float], ...] = ()
    """Specks of dust: position (x, y), standard deviation and fraction of light that is absorbed."""

    residual: float = 0.0
    """Displacement by residual distortion in the corners in pixels."""

    rolling: float = 0.0
    """Displacement of the first and the last row by the rolling shutter in pixels."""

    aberration: float = 0.0
    """Displacement of red and blue from green in the corners in pixels."""

    pixels: tuple[float, float] = (1.0, 1.0)
    """The camera's pixels per pixel of the image along columns and rows, at most 1."""

    kernel: Literal["nearest", "bilinear", "bicubic"] = "bilinear"
    """Interpolation that enlarges the image of a camera with fewer pixels."""

    mono: bool = False
    """Whether the camera is monochrome."""

    photon_noise: float = 0.0
    """Standard deviation of photon noise at white."""

    read_noise: float = 0.0
    """Standard deviation of read noise."""

    noise_seed: int = 0
    """Seed of the noise."""

    defects: tuple[tuple[float, float, int], ...] = ()
    """Dead and hot pixels: row and column in 0..1, and value."""

    mosaic: int = 0
    """Demosaicing: 0 for none, 1 for bilinear, 2 along edges."""

    local_tone: float = 0.0
    """Fraction by which local tone mapping reduces the logarithmic contrast between regions."""

    denoise: float = 0.0
    """Difference between neighbours, as a fraction of white, below which noise reduction smooths."""

    gamma: float = 1.0
    """Gamma of the tone curve."""

    shoulder: float = 0.0
    """Compression of light above one half."""

    black: float = 0.0
    """Encoded value in 0..1 that becomes black."""

    contrast: float = 0.0
    """Weight of an s-shaped curve."""

    saturation: float = 1.0
    """Factor on the difference between a colour and its grey."""

    sharpening: float = 0.0
    """Weight of an unsharp mask."""

    jpeg_step: float = 0.0
    """Scale of JPEG's standard quantisation tables; 1 is quality 50, 0 is no compression."""

    video_step: float = 0.0
    """Quantisation step of a video stream in grey levels of 255; 0 is no compression."""

    @property
    def bends(self) -> bool:
        """Return whether pixels are displaced."""
        return bool(self.residual or self.rolling or self.aberration)

    @property
    def is_small(self) -> bool:
        """Return whether the camera has fewer pixels than the image."""
        return min(self.pixels) < 1


def column(values: Sequence[float], like: Tensor) -> Tensor:
    """Return one value per image, [N, 1, 1, 1], with the type and device of `like`."""
    return torch.tensor(values, dtype=like.dtype, device=like.device)[:, None, None, None]
