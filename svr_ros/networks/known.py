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

"""Encoder of known geometry, and the fusion of measured with predicted depth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.networks.layers import conv_block, initialise_zero

STRIDE = 4
"""Pixels of the canonical image per feature of the encoder, along rows and columns."""

_MEAN_LOG_DEPTH = math.log(2.0)
_MIN_RELATIVE_SIGMA = 1e-3
_GROUND_LIMITS = 0.2, 30.0
"""Depths of the ground in metres are clamped to this range."""


@dataclass
class KnownMaps:
    """Known geometry in the canonical view; zero stands for unknown.

    Attributes:
        depth: Measured depth [N, 1, S, S] in metres.
        sigma: Standard deviation of the depth [N, 1, S, S] in metres.
        ground: Depth [N, 1, S, S] in metres at which each pixel's ray meets the floor; zero above the horizon.
        has_ground: 1 or 0 [N, 1, 1, 1]: whether the ground is known.
    """

    depth: Tensor
    sigma: Tensor
    ground: Tensor
    has_ground: Tensor

    @property
    def any(self) -> Tensor:
        """Return 1 or 0 [N, 1, 1, 1]: whether anything is known of an image."""
        has_depth = (self.depth > 0).flatten(1).any(1).view(-1, 1, 1, 1)
        return (has_depth | (self.has_ground > 0)).to(self.depth.dtype)

    @classmethod
    def concatenate(cls, parts: list[KnownMaps]) -> KnownMaps:
        """Return the maps of several batches as one."""
        return cls(*(torch.cat([getattr(part, name) for part in parts]) for name in vars(parts[0])))

    def to(self, device: torch.device) -> KnownMaps:
        """Return the same maps on another device."""
        return KnownMaps(*(getattr(self, name).to(device, non_blocking=True) for name in vars(self)))


class KnownEncoder(nn.Module):
    """Encode known maps to features at strides 4 and 16 that are added to those of the image.

    The last layers begin at zero, so that a network to which the encoder is added answers as before. Nothing known
    gives zero features at any time.
    """

    def __init__(self, fine_width: int, coarse_width: int, width: int = 48) -> None:
        super().__init__()
        cells = STRIDE * STRIDE
        self.entry = nn.Sequential(conv_block(2 * cells + 4, width), conv_block(width, width))
        self.down8 = _halve(width, 2 * width)
        self.down16 = _halve(2 * width, 2 * width)
        self.fine = nn.Conv2d(width, fine_width, 1)
        self.coarse = nn.Conv2d(2 * width, coarse_width, 1)
        initialise_zero(self.fine)
        initialise_zero(self.coarse)

    def forward(self, known: KnownMaps) -> tuple[Tensor, Tensor]:
        """Return features [N, fine_width, S/4, S/4] and [N, coarse_width, S/16, S/16] of known maps."""
        features = self.entry(encode_maps(known))
        coarse = self.down16(self.down8(features))
        return self.fine(features) * known.any, self.coarse(coarse) * known.any


def _halve(inputs: int, outputs: int) -> nn.Sequential:
    """Make a convolution of stride 2."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=2, padding=1), nn.ReLU(inplace=True), conv_block(outputs, outputs)
    )


def encode_maps(known: KnownMaps) -> Tensor:
    """Return known maps as channels [N, 36, S/4, S/4].

    The pixels of a cell are folded into channels: whether depth is known, and its logarithm; then the mean logarithm of
    the relative standard deviation; whether the ground is known, whether the ray meets it, and the logarithm of where.
    """
    valid = (known.depth > 0).to(known.depth.dtype)
    log_depth = (known.depth.clamp(min=1e-3).log() - _MEAN_LOG_DEPTH) * valid
    relative = (known.sigma / known.depth.clamp(min=1e-3)).clamp(_MIN_RELATIVE_SIGMA, 1.0).log() / 3 + 1
    count = F.avg_pool2d(valid, STRIDE)
    spread = F.avg_pool2d(relative * valid, STRIDE) / count.clamp(min=1e-6)
    ground = known.ground[:, :, STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]
    below = (ground > 0).to(ground.dtype)
    log_ground = (ground.clamp(*_GROUND_LIMITS).log() - _MEAN_LOG_DEPTH) * below
    has_ground = known.has_ground.to(ground.dtype).expand_as(ground)
    folded = [F.pixel_unshuffle(part, STRIDE) for part in (valid, log_depth)]
    return torch.cat([*folded, spread * (count > 0), has_ground, below * has_ground, log_ground * has_ground], 1)


def cell_depth(known: KnownMaps) -> tuple[Tensor, Tensor]:
    """Return the measured depth of each cell of 4 x 4 pixels and its standard deviation, [N, 1, S/4, S/4]; 0 if none.

    It is that of the pixel next to the middle if it was measured, else the nearest of the cell: never a mixture.
    """
    middle = slice(STRIDE // 2, None, STRIDE)
    depth, sigma = known.depth[:, :, middle, middle], known.sigma[:, :, middle, middle]
    far = known.depth.masked_fill(known.depth <= 0, math.inf)
    nearest, index = F.max_pool2d(-far, STRIDE, return_indices=True)
    nearest = -nearest
    other = known.sigma.flatten(2).gather(2, index.flatten(2)).view_as(nearest)
    found = nearest.isfinite()
    depth_of_cell = torch.where(depth > 0, depth, torch.where(found, nearest, 0.0))
    return depth_of_cell, torch.where(depth > 0, sigma, torch.where(found, other, 0.0))


def fuse_depth(logits: Tensor, reliability: Tensor, known: KnownMaps, bin_centres: Tensor, step: float) -> Tensor:
    """Return logits [N, B, h, w] of the distribution of log depth after a measurement.

    A mixture: with the probability that the measurement is right (sigmoid of `reliability` [N, 1, h, w]) a Gaussian in
    log depth around it, else the prediction. The Gaussian is at least a bin wide, so that its mean is the measured
    depth to two thousandths although the bins are 7 percent wide. Pixels without a measurement keep the prediction.
    """
    depth, sigma = cell_depth(known)
    valid = depth > 0
    measured = depth.clamp(min=1e-3).log().clamp(bin_centres[:, :1], bin_centres[:, -1:])
    variance = (sigma / depth.clamp(min=1e-3)) ** 2 + (0.5 * step) ** 2
    log_gaussian = (-((bin_centres - measured) ** 2) / (2 * variance)).log_softmax(1)
    log_right = F.logsigmoid(reliability) + log_gaussian
    log_wrong = F.logsigmoid(-reliability) + logits.log_softmax(1)
    return torch.where(valid, torch.logaddexp(log_right, log_wrong), logits)
