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

"""Image processing of a camera: tone mapping, noise reduction, colours and sharpening."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from svr_ros.synthesis.camera.capture import Capture, column
from svr_ros.synthesis.camera.electronics import LUMINANCE, brightness
from svr_ros.synthesis.camera.optics import halve, smooth

_REGION = 16
"""Side in pixels of the regions of local tone mapping."""

_LEVELS = 1024
"""Entries of the tone curve's table, uniform in the root of the light."""

_LIGHT = ((np.arange(_LEVELS) + 0.5) / _LEVELS) ** 2
_SHARPENING_SIGMA = 0.75


def even_out(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Reduce the contrast between bright and dark regions, as phones do."""
    regions = smooth((F.avg_pool2d(brightness(light.clamp(0, 1)), _REGION) + 0.02).log_(), 1.0)
    off = regions - regions.mean((2, 3), keepdim=True)
    gain = F.interpolate(off * -column([c.local_tone for c in captures], light), light.shape[2:], mode="bilinear")
    return light * gain.exp_()


def denoise(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Smooth small differences and keep edges.

    He et al., Guided Image Filtering, 2010, with coefficients computed at half the resolution.
    """
    strength = column([c.denoise**2 for c in captures], light)
    small = halve(light)
    mean = smooth(small, 1.0)
    variance = (smooth(small * small, 1.0) - mean * mean).mean(1, keepdim=True)
    keep = variance / (variance + strength)
    base = F.interpolate(mean - keep * mean, light.shape[2:], mode="bilinear")
    return torch.addcmul(base, F.interpolate(keep, light.shape[2:], mode="bilinear"), light)


def tone(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Return encoded values 0..255, not rounded, of linear light by the tone curve.

    The curve has a soft shoulder, a gamma, a black level and an s-shaped contrast.
    """
    curves = torch.from_numpy(np.concatenate([_curve(capture) for capture in captures])).to(light.device)
    index = light.clamp(0, 1).sqrt_().mul_(_LEVELS - 1e-3).int()
    if len(captures) > 1:
        index += torch.arange(len(captures), device=light.device, dtype=torch.int32)[:, None, None, None] * _LEVELS
    return curves.index_select(0, index.flatten()).view_as(light)


def _curve(capture: Capture) -> NDArray[np.float32]:
    """Return the tone curve's table: encoded values 0..255, not rounded, of light uniform in its root."""
    x = _LIGHT
    x = np.where(x > 0.5, 0.5 + (x - 0.5) / (1 + capture.shoulder * (x - 0.5)), x)
    x = (x / x[-1]) ** (1 / capture.gamma)
    x = np.maximum(x - capture.black, 0) / (1 - capture.black)
    return np.asarray((x + capture.contrast * (x * x * (3 - 2 * x) - x)) * 255, np.float32)


def saturate(image: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Scale the difference between every colour and its grey."""
    grey, colors = np.tile(LUMINANCE, (3, 1)), np.eye(3)
    mixes = np.array([colors * c.saturation + grey * (1 - c.saturation) for c in captures], np.float32)
    return (torch.from_numpy(mixes).to(image.device) @ image.flatten(2)).view_as(image)


def sharpen(image: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Add the difference between the brightness and its blur."""
    level = brightness(image)
    detail = (level - smooth(level, _SHARPENING_SIGMA)) * column([c.sharpening for c in captures], image)
    return image + detail
