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

"""Features of the rays of pixels, which the decoder reads, and their values at any place of the image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

_SAME_SURFACE = 0.05
"""Scale of the difference of log depth within which pixels count as showing one surface."""

_MIN_WEIGHT = 1e-4
"""Weight of pixels of other surfaces, which decides if no pixel around shows the surface of the place."""

LOGISTIC = 1.702
"""Factor by which the logistic function comes nearest to the normal distribution function (Camilli 1994)."""


@dataclass
class RayFeatures:
    """Features of the rays of pixels, at h = w = image_size / 4.

    Attributes:
        context: Features [N, C, h, w] of the pixels.
        log_depth: Expected logarithm [N, 1, h, w] of the depth in metres.
        prob_occluded: Probability [N, D, h, w] that the visible surface lies before the middle of each depth slice;
            None if the decoder samples rays edge-aware.
        log_std: Standard deviation [N, 1, h, w] of the logarithm of the depth.
        log_full: Logarithm [N, 1, S, S] of the depth at every pixel of the image; None without learned upsampling.
    """

    context: Tensor
    log_depth: Tensor
    prob_occluded: Tensor | None
    log_std: Tensor
    log_full: Tensor | None


class Rays(NamedTuple):
    """Features at places of the image.

    Attributes:
        context: Features [N, P, C].
        log_depth: Logarithm [N, P, 1] of the depth of the visible surface.
        log_std: Standard deviation [N, P, 1] of that logarithm.
    """

    context: Tensor
    log_depth: Tensor
    log_std: Tensor


class RaySamples(NamedTuple):
    """Pixels that features at places of the image are computed from.

    Attributes:
        pixel: Flat index [N, P] of each place's pixel of the image.
        around: Flat indices [N, P, 4] of the four predictions around it.
        bilinear: Weights [N, P, 4] of bilinear interpolation among them.
    """

    pixel: Tensor
    around: Tensor
    bilinear: Tensor


def sample_rays(features: RayFeatures, places: Tensor) -> Rays:
    """Return features at places [N, P, 2] (column, row) in [0, 1] without mixing those of different surfaces.

    The depth is that of the pixel of the image. Context and standard deviation are interpolated bilinearly among the
    four predictions around, weighted by how near their depth is to that of the pixel (joint bilateral upsampling,
    Kopf et al. 2007).
    """
    assert features.log_full is not None
    return mix_rays(features, ray_samples(places, features.context.shape[-1], features.log_full.shape[-1]))


def ray_samples(places: Tensor, side: int, size: int) -> RaySamples:
    """Return the pixels for places [N, P, 2] of images of `size` pixels a side with `side` predictions."""
    pixel = (places * size).long().clamp(0, size - 1)
    position = (places * side - 0.5).clamp(0, side - 1)
    lower = position.floor().clamp(max=side - 2)
    fraction = position - lower
    column, row = lower.long().unbind(-1)
    index = torch.stack([(row + dy) * side + column + dx for dy in (0, 1) for dx in (0, 1)], -1)
    across, down = (torch.stack([1 - part, part], -1) for part in fraction.unbind(-1))
    bilinear = (down[..., :, None] * across[..., None, :]).flatten(-2)
    return RaySamples(pixel[..., 1] * size + pixel[..., 0], index, bilinear)


def mix_rays(features: RayFeatures, samples: RaySamples) -> Rays:
    """Return the features of `sample_rays`, given the pixels of the places."""
    assert features.log_full is not None
    channels = features.context.shape[1]
    log_depth = features.log_full.flatten(1).gather(1, samples.pixel)
    # Weight the predictions around each place by their depth
    rows = torch.cat([features.context, features.log_depth, features.log_std], 1).flatten(2).transpose(1, 2).float()
    index = samples.around
    around = rows.gather(1, index.flatten(1)[..., None].expand(-1, -1, channels + 2)).unflatten(1, index.shape[1:])
    difference = (around[..., channels] - log_depth[..., None]).abs()
    weight = samples.bilinear * (torch.exp(-difference / _SAME_SURFACE) + _MIN_WEIGHT)
    weight = (weight / weight.sum(-1, keepdim=True)).detach()
    mixed = (weight[..., None] * around).sum(2)
    return Rays(mixed[..., :channels], log_depth[..., None], mixed[..., channels + 1 :])


def prob_occluded(offset: Tensor, log_std: Tensor) -> Tensor:
    """Return the probability that the visible surface lies before points.

    Args:
        offset: Logarithm of the points' depth minus the expected logarithm of the surface's.
        log_std: Standard deviation of the latter.
    """
    return torch.sigmoid(LOGISTIC * offset / log_std)
