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

"""Compression artefacts of images [N, 3, H, W] in 0..255: quantised cosine transforms of 8 x 8 blocks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.synthesis.camera.capture import Capture, column
from svr_ros.synthesis.camera.optics import halve, smooth

_BLOCK = 8
_LUMA = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
_CHROMA = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
    99, 99, 99, *(99,) * 32,
)  # fmt: skip
"""Quantisation tables of colours and, above, of brightness at quality 50: ITU-T T.81, tables K.1 and K.2."""

_PREDICTION_SIGMA = 1.5
"""Standard deviation in pixels of the blur that stands for the prediction from other frames."""

_DEAD_ZONE = 1 / 3
"""Rounding offset of video encoders: coefficients round up from 1 - this fraction of a step."""


def quantisation(quality: float) -> float:
    """Return the scale of the quantisation tables that libjpeg uses for a quality of 1 to 100."""
    return (5000 / quality if quality < 50 else 200 - 2 * quality) / 100


def jpeg(image: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Return images after JPEG compression with halved colour resolution."""
    scale = column([c.jpeg_step for c in captures], image)
    luma, chroma = _split(image)
    luma = _round(luma, (_table(_LUMA, image.device) * scale).round_().clamp_min_(1), 0.5)
    chroma = _round(chroma, (_table(_CHROMA, image.device) * scale).round_().clamp_min_(1), 0.5)
    return _join(luma, chroma)


def video(image: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Return images after compression at a low bit rate: a soft prediction and the quantised difference from it."""
    step = column([c.video_step for c in captures], image)
    luma, chroma = _split(image)
    soft = smooth(luma, _PREDICTION_SIGMA)
    return _join(soft + _round(luma - soft, step, _DEAD_ZONE), _round(chroma, step, _DEAD_ZONE))


def _split(image: Tensor) -> tuple[Tensor, Tensor]:
    """Return brightness [N, 1, H, W] and both colour differences [N, 2, H / 2, W / 2] around zero (JFIF)."""
    planes = (_matrix(image.device) @ image.flatten(2)).view_as(image)
    return planes[:, :1] - 128, halve(planes[:, 1:])


def _join(luma: Tensor, chroma: Tensor) -> Tensor:
    planes = torch.cat([luma + 128, F.interpolate(chroma, scale_factor=2.0, mode="bilinear")], 1)
    return (_inverse(planes.device) @ planes.flatten(2)).view_as(planes)


def _round(planes: Tensor, step: Tensor, offset: float) -> Tensor:
    """Round the coefficients of blocks to multiples of `step`, [N, 1, 1, 64] or broadcastable to it.

    `offset` is the rounding offset: 0.5 rounds to the nearest multiple.
    """
    count, channels, _, width = planes.shape
    line = _transform(planes.device)
    across = planes.reshape(-1, _BLOCK) @ line.T
    units = (line @ across.view(count, -1, _BLOCK, width)).view(count, channels, -1, _BLOCK, width)
    step = step.expand(count, 1, 1, _BLOCK**2).reshape(count, 1, 1, _BLOCK, _BLOCK).repeat(1, 1, 1, 1, width // _BLOCK)
    units /= step
    units = units.round_() if offset == 0.5 else units.sign() * (units.abs() + offset).floor_()
    down = line.T @ units.mul_(step).view(count, -1, _BLOCK, width)
    return (down.reshape(-1, _BLOCK) @ line).view(planes.shape)


@cache
def _transform(device: torch.device) -> Tensor:
    """Return the orthonormal cosine transform of a line of a block, [8, 8]."""
    k = torch.arange(_BLOCK, dtype=torch.float64)
    line = torch.cos((2 * k + 1) * k[:, None] * (math.pi / (2 * _BLOCK))) * math.sqrt(2 / _BLOCK)
    line[0] /= math.sqrt(2)
    return line.float().to(device)


@cache
def _table(values: tuple[int, ...], device: torch.device) -> Tensor:
    return torch.tensor(values, dtype=torch.float32, device=device)


@cache
def _matrix(device: torch.device) -> Tensor:
    """Return the matrix from red, green and blue to brightness and colour differences (JFIF)."""
    rows = ((0.299, 0.587, 0.114), (-0.168736, -0.331264, 0.5), (0.5, -0.418688, -0.081312))
    return torch.tensor(rows, device=device)


@cache
def _inverse(device: torch.device) -> Tensor:
    return torch.linalg.inv(_matrix(device).double()).float()
