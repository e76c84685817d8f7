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

"""Optical effects on light before the sensor: glow, blur, motion, vignetting, distortion; images [N, 3, H, W]."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.synthesis.camera.capture import Capture, column

_GLOW_POOL = 8
"""Side in pixels of the squares over which glowing light is averaged."""

_MOTION_STEPS = 5
"""Steps of the exposure that are averaged."""

_MAX_VARIANCE = 0.6
"""Maximum variance of a blur by three taps in square pixels."""

_MIN_TRANSMISSION = 0.1
"""Minimum fraction of light that vignetting and dust leave."""


def add_glow(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Spread a fraction of the light above white around it, at two scales."""
    small = F.avg_pool2d((light.amax(1, keepdim=True) - 1).clamp_min_(0), _GLOW_POOL)
    wide = smooth(halve(small), 1.0)
    spread = smooth(small, 0.75) + F.interpolate(wide, small.shape[2:], mode="bilinear")
    glow = F.interpolate(spread, light.shape[2:], mode="bilinear")
    return torch.addcmul(light, glow, column([c.glow for c in captures], light))


def blur(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Blur images as a lens out of focus does."""
    return smooth(light, *(c.blur for c in captures))


def smooth(image: Tensor, *sigmas: float) -> Tensor:
    """Return images blurred by standard deviations in pixels, one per image or one for all; borders are repeated.

    The result is that of repeated blurs by three taps along rows and columns, in one pass.
    """
    return smooth_planes(image, *sigmas) if image.device.type == "cpu" else smooth_tensors(image, *sigmas)


def smooth_tensors(image: Tensor, *sigmas: float) -> Tensor:
    """Blur as `smooth` does, on any device."""
    kernels = [_taps(sigma) for sigma in sigmas]
    radius = max(map(len, kernels)) - 1
    weights = [column([taps[k] if k < len(taps) else 0.0 for taps in kernels], image) for k in range(radius + 1)]
    for axis, pad in ((3, (radius, radius, 0, 0)), (2, (0, 0, radius, radius))):
        padded, side = F.pad(image, pad, mode="replicate"), image.shape[axis]
        image = image * weights[0]
        for k in range(1, radius + 1):
            neighbours = padded.narrow(axis, radius - k, side) + padded.narrow(axis, radius + k, side)
            image.addcmul_(neighbours, weights[k])
    return image


def smooth_planes(image: Tensor, *sigmas: float) -> Tensor:
    """Blur as `smooth` does with OpenCV, which takes a quarter of the time on a CPU."""
    blurred = torch.empty_like(image, memory_format=torch.contiguous_format)
    for number, (planes, target) in enumerate(zip(image, blurred, strict=True)):
        taps = _taps(sigmas[number % len(sigmas)])
        kernel = np.array([*taps[:0:-1], *taps], np.float32)
        for plane, place in zip(planes.numpy(), target.numpy(), strict=True):
            cv2.sepFilter2D(plane, -1, kernel, kernel, dst=place, borderType=cv2.BORDER_REPLICATE)
    return blurred


def _taps(sigma: float) -> list[float]:
    """Return the middle tap of a blur and the taps to one side of it."""
    passes = max(math.ceil(sigma**2 / _MAX_VARIANCE), 1)
    variance = sigma**2 / passes
    taps = np.ones(1)
    for _ in range(passes):
        taps = np.convolve(taps, (variance / 2, 1 - variance, variance / 2))
    return [float(tap) for tap in taps[passes:]]


def halve(image: Tensor) -> Tensor:
    """Return the means of squares of 2 x 2 pixels."""
    rows = image[:, :, ::2] + image[:, :, 1::2]
    return (rows[..., ::2] + rows[..., 1::2]).mul_(0.25)


def move(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Average over the camera's translation, rotation and approach during the exposure."""
    height, width = light.shape[2:]
    total = torch.zeros_like(light)
    for step in torch.linspace(-0.5, 0.5, _MOTION_STEPS).tolist():
        maps = []
        for right, down, turn, growth in (c.motion for c in captures):
            c, s = (f(turn * step) * (1 + growth * step) for f in (math.cos, math.sin))
            maps.append([[c, -s * height / width, 2 * right * step / width]])
            maps[-1].append([s * width / height, c, 2 * down * step / height])
        total += _sample(light, _affine_grid(maps, light))
    return total.mul_(1 / _MOTION_STEPS)


def shade(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Darken corners, bands of rows and specks of dust."""
    y, x = (axis[:, None] for axis in _positions(light))
    fall = column([c.vignetting / 2 for c in captures], light)
    depth, bands, phase = (column([c.flicker[i] for c in captures], light) for i in range(3))
    along = 1 - fall * (y * y) - depth * (0.5 + 0.5 * torch.sin((y * bands / 2 + phase) * math.tau))
    transmission = (along - fall * (x * x)).clamp_min_(_MIN_TRANSMISSION)
    for number, capture in enumerate(captures):
        for at_x, at_y, sigma, dark in capture.dust:
            speck = torch.exp(((x[0] - at_x) ** 2 + (y[0] - at_y) ** 2) * (-0.5 / sigma**2))
            transmission[number] *= 1 - dark * speck
    return light * transmission


def bend(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Displace pixels by residual distortion and rolling shutter, and red and blue by chromatic aberration."""
    y, x = _positions(light)
    half = light.shape[3] / 2
    residual, rolling, aberration = (
        column([getattr(c, name) / half for c in captures], light)[:, 0]
        for name in ("residual", "rolling", "aberration")
    )
    # At the corners, of radius sqrt(2), the cubic term is the residual and the linear term the aberration.
    cubic = residual / math.sqrt(8)
    scale = (1 + cubic * (y * y)) + cubic * (x * x)
    if not any(c.aberration for c in captures):
        return _sample(light, torch.stack([x * scale + rolling * y, y * scale], -1))
    planes = []
    for channel, side in enumerate((1, 0, -1)):
        scale_here = scale + side / math.sqrt(2) * aberration
        grid = torch.stack([x * scale_here + rolling * y, y * scale_here], -1)
        planes.append(_sample(light[:, channel : channel + 1], grid))
    return torch.cat(planes, 1)


def shrink(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Resample the image of a camera with fewer pixels into the upper left corner, with repeated borders.

    The blur before has removed details finer than the camera's pixels.
    """
    maps = [[[1 / across, 0, 1 / across - 1], [0, 1 / down, 1 / down - 1]] for across, down in _sizes(captures)]
    return _sample(light, _affine_grid(maps, light))


def enlarge(image: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Resample small images to full size."""
    maps = [[[across, 0, across - 1], [0, down, down - 1]] for across, down in _sizes(captures)]
    grid = _affine_grid(maps, image)
    enlarged = torch.empty_like(image)
    for kernel in sorted({c.kernel for c in captures}):
        chosen = [number for number, capture in enumerate(captures) if capture.kernel == kernel]
        enlarged[chosen] = _sample(image[chosen], grid[chosen], kernel)
    return enlarged


def _sizes(captures: Sequence[Capture]) -> list[tuple[float, float]]:
    return [capture.pixels for capture in captures]


def _affine_grid(maps: Sequence[Sequence[Sequence[float]]], image: Tensor) -> Tensor:
    """Return sampling positions [N, H, W, 2] by matrices [2, 3] over positions -1 to 1."""
    y, x = _positions(image)
    map_ = torch.tensor(maps, dtype=image.dtype, device=image.device)[..., None, None]
    return torch.stack([(x * map_[:, i, 0] + map_[:, i, 2]) + y * map_[:, i, 1] for i in range(2)], -1)


def _positions(image: Tensor) -> tuple[Tensor, Tensor]:
    """Return y [1, H, 1] and x [1, 1, W] of the pixels' centres from -1 to 1."""
    y, x = (
        (torch.arange(side, device=image.device, dtype=image.dtype) + 0.5) * (2 / side) - 1 for side in image.shape[2:]
    )
    return y[None, :, None], x[None, None]


def _sample(image: Tensor, grid: Tensor, mode: str = "bilinear") -> Tensor:
    return F.grid_sample(image, grid, mode=mode, padding_mode="border", align_corners=False)
