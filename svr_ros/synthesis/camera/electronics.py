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

"""Effects of the sensor: exposure, noise, colour mosaic, defective pixels; images [N, 3, H, W]."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from svr_ros.synthesis.camera.capture import Capture, column

LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Weights of red, green and blue in luminance (ITU-R BT.709)."""

_BRIGHTEST = 8.0
"""Light, relative to white, above which it is clipped before glow and blur."""

_METERED = 32
"""Side in pixels of the grid on which exposure is measured."""

_DARK = 1e-4
"""Minimum light of a quantile."""

_HIGHLIGHTS = 0.95
"""Quantile that `Capture.highlights` limits."""

_GRAIN = 1 << 20
"""Number of fixed normal random numbers that noise is read from."""


def expose(radiance: Tensor, captures: Sequence[Capture], valid: Tensor | None) -> Tensor:
    """Return the light with exposure and white balance, measured in `valid` pixels [N, H, W]."""
    step = max(radiance.shape[-1] // _METERED, 1)
    points = radiance[:, :, step // 2 :: step, step // 2 :: step].cpu().numpy()
    mask = None if valid is None else valid[:, step // 2 :: step, step // 2 :: step].cpu().numpy()
    gains = [_meter(capture, points[n], None if mask is None else mask[n]) for n, capture in enumerate(captures)]
    factors = torch.from_numpy(np.array(gains, np.float32)[..., None, None]).to(radiance.device)
    return (radiance.contiguous() * factors).clamp_max_(_BRIGHTEST)


def _meter(capture: Capture, points: NDArray[np.float32], valid: NDArray[np.bool_] | None) -> NDArray[np.float32]:
    """Return the gains [3] of red, green and blue by exposure and white balance, measured at points [3, H, W]."""
    # NumPy: for so few numbers, the overhead of PyTorch's operations would dominate.
    points = points.reshape(3, -1) if valid is None else points[:, valid]
    weights = np.array(LUMINANCE, np.float32)
    ordered = np.sort(weights @ points)

    def quantile(fraction: float) -> float:
        return max(float(ordered[int(fraction * (len(ordered) - 1))]), _DARK) if len(ordered) else 1.0

    gain = 1.0
    if capture.exposure > 0:
        gain = min(capture.exposure / quantile(capture.metering), capture.highlights / quantile(_HIGHLIGHTS))
        gain *= capture.fault
    mean = points.sum(1) / max(points.shape[1], 1) + np.float32(_DARK)
    balance = (mean.mean() / mean) ** capture.grey_world * np.exp(capture.tint)
    return np.asarray(gain / (balance @ weights) * balance, np.float32)


def drop_colors(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Return the light as a sensor without colour filters measures it."""
    return brightness(light).expand_as(light).contiguous()


def brightness(light: Tensor) -> Tensor:
    """Return the luminance [N, 1, H, W] of light or colours [N, 3, H, W]."""
    return (_luminance(light.device) @ light.flatten(2)).view(len(light), 1, *light.shape[2:])


@cache
def _luminance(device: torch.device) -> Tensor:
    return torch.tensor([LUMINANCE], device=device)


def add_noise(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Add photon noise, whose variance is proportional to the light, and read noise; light above white is clipped."""
    photon = column([c.photon_noise**2 for c in captures], light)
    read = column([c.read_noise**2 for c in captures], light)
    light = light.clamp_max(1)
    size, noise = light[0].numel(), _grain(light.device, light[0].numel())
    grains = [noise[c.noise_seed % _GRAIN :][:size].view_as(light[0]) for c in captures]
    grains = [grain[:1].expand_as(grain) if c.mono else grain for grain, c in zip(grains, captures, strict=True)]
    grain = torch.stack(grains) if len(grains) > 1 else grains[0][None]
    return torch.addcmul(light, (light * photon).add_(read).sqrt_(), grain)


def add_defects(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Set dead and hot pixels."""
    height, width = light.shape[2:]
    light = light.clone()
    for number, capture in enumerate(captures):
        for down, across, value in capture.defects:
            light[number, :, int(down * height), int(across * width)] = value
    return light


def demosaic(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Keep one colour per pixel (red, green / green, blue) and interpolate the others, bilinearly or along edges."""
    bayer = _bayer(light.shape[2], light.shape[3], light.device)
    planes = light * bayer
    raw = planes.sum(1, keepdim=True)
    padded = F.pad(raw, (1, 1, 1, 1), mode="reflect")
    up, down, left, right = (
        padded[:, :, :-2, 1:-1],
        padded[:, :, 2:, 1:-1],
        padded[:, :, 1:-1, :-2],
        padded[:, :, 1:-1, 2:],
    )
    level, upright = left + right, up + down
    between = (level + upright) / 4
    if not any(c.mosaic == 2 for c in captures):
        others = _fill(planes[:, ::2])
        return torch.cat([others[:, :1], torch.lerp(between, raw, bayer[1]), others[:, 1:]], 1)
    edge_aware = column([c.mosaic == 2 for c in captures], light)
    is_level = ((left - right).abs() < (up - down).abs()).to(light.dtype)  # faster than torch.where
    along = torch.lerp(upright, level, is_level) / 2
    green = torch.lerp(torch.lerp(between, along, edge_aware), raw, bayer[1])
    # Interpolate differences from green: along edges, colours change less than brightness.
    base = green * edge_aware
    others = _fill(planes[:, ::2] - base * bayer[::2]) + base
    return torch.cat([others[:, :1], green, others[:, 1:]], 1)


def _fill(plane: Tensor) -> Tensor:
    """Interpolate pixels of every second row and column."""
    padded = F.pad(plane, (1, 1, 1, 1), mode="reflect")
    rows = padded[:, :, 1:-1] + (padded[:, :, :-2] + padded[:, :, 2:]) / 2
    return rows[..., 1:-1] + (rows[..., :-2] + rows[..., 2:]) / 2


@cache
def _bayer(height: int, width: int, device: torch.device) -> Tensor:
    """Return the colour of each pixel, 0 or 1 [3, H, W]."""
    odd_row = torch.arange(height, device=device)[:, None] % 2
    odd_column = torch.arange(width, device=device) % 2
    red, blue = (1 - odd_row) * (1 - odd_column), odd_row * odd_column
    return torch.stack([red, 1 - red - blue, blue]).float()


@cache
def _grain(device: torch.device, extra: int) -> Tensor:
    """Return fixed normal noise; a stretch from a random place is faster than new random numbers."""
    noise = np.random.default_rng(0).standard_normal(_GRAIN, np.float32)
    return torch.from_numpy(np.resize(noise, _GRAIN + extra)).to(device)
