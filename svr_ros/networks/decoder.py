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

"""The implicit decoder: signed distance and class at any point of the volume.

The first layer is a sum of linear maps of separate inputs: Fourier features of the position in the block, the latent
and, as configured, the context of the point's pixel and the position of the point in the pixel's depth distribution.
Each term can therefore be computed once per value of its input, and only be added per point.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES
from svr_ros.networks.config import DecoderConfig, ModelConfig
from svr_ros.networks.layers import initialise_zero, sample_linear
from svr_ros.networks.rays import RayFeatures, prob_occluded, sample_rays

_OFFSET_SCALES = (4.0, 16.0, 64.0)
"""Scales at which the decoder reads the difference of log depth between a point and the visible surface."""

_GAUSSIAN_SCALE = 0.5

SIGN_SHARPNESS = 6.0
"""Logit of being free per truncation of signed distance, with which signs are trained."""

EMPTY_LATENT = 0.0
"""Value of all components of the latent of an empty block, if latents are not interpolated."""

FILLED_LATENT = 0.5
"""Value of all components of the latent of a solid block, if latents are not interpolated."""


@dataclass
class PointPrediction:
    """Predictions at points; None for those that the decoder lacks.

    Attributes:
        distance: Signed distances [...] in truncations, not clamped.
        class_logits: Logits [..., 10] of the classes.
        log_error: Natural logarithm [...] of the expected absolute error of the distance in truncations.
        offset: Offsets [..., 3] in metres, in the optical frame, from the points to the centre of their object.
    """

    distance: Tensor
    class_logits: Tensor
    log_error: Tensor | None = None
    offset: Tensor | None = None


class ImplicitDecoder(nn.Module):
    """Implicit decoder of latents.

    A decoder without ray features can also decode blocks whose position in a volume is unknown (`decode_blocks`).

    Attributes:
        frequencies: Angular frequencies [3, F] of the Fourier features per width of a block.
    """

    frequencies: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config.decoder
        self.frustum = config.frustum
        self.grid = config.scene.grid
        first, second = self.config.widths
        self.register_buffer("frequencies", _frequencies(self.config), persistent=False)
        self.point = nn.Linear(2 * self.config.fourier_features, first)
        self.latent = nn.Linear(config.scene.latent_width, first, bias=False)
        if self.config.ray_features:
            self.context = nn.Linear(config.pixels.context_width, first, bias=False)
            self.offset = nn.Linear(len(_OFFSET_SCALES) + 1, first, bias=False)
        self.hidden = nn.Linear(first, second)
        self.output = nn.Linear(second, 1 + (self.config.class_width or len(NAMES)))
        self.classes = nn.Linear(self.config.class_width, len(NAMES)) if self.config.class_width else nn.Identity()
        if self.extra_outputs:
            self.extra = nn.Linear(second, self.extra_outputs)
            initialise_zero(self.extra)

    @property
    def extra_outputs(self) -> int:
        """Return the number of outputs of the layer `extra`: the error of the distance, then the offset."""
        return int(self.config.distance_error) + 3 * int(self.config.instance_offsets)

    def forward(self, latents: Tensor, ray_features: RayFeatures | None, points: Tensor) -> PointPrediction:
        """Decode points.

        Args:
            latents: Latents [N, L, g, g, g].
            ray_features: Features of the rays; None if the decoder does not read them.
            points: Volume coordinates [N, P, 3] (column, row, depth) in [0, 1].
        """
        # Fourier features of the position in the block
        blocks = points * self.grid
        own = blocks.floor().clamp(0, self.grid - 1)
        parts = [self.fourier(blocks - own)]
        weights = [self.point.weight, self.latent.weight]
        # Latents, interpolated or those of the point's block
        if self.config.interpolated:
            parts.append(sample_linear(latents, points.flip(-1)))
        else:
            column, row, depth = own.long().unbind(-1)
            flat = (depth * self.grid + row) * self.grid + column
            parts.append(latents.flatten(2).transpose(1, 2).gather(1, flat[..., None].expand(-1, -1, latents.shape[1])))
        # Features of the point's ray
        if ray_features is not None:
            parts += self._ray_inputs(ray_features, points)
            weights += [self.context.weight, self.offset.weight]
        return self.head(F.linear(torch.cat(parts, -1), torch.cat(weights, 1), self.point.bias))

    def _ray_inputs(self, features: RayFeatures, points: Tensor) -> list[Tensor]:
        """Return the context [N, P, C] of the rays of points [N, P, 3], and the points' features along them."""
        if self.config.edge_aware:
            rays = sample_rays(features, points[..., :2])
            return [rays.context, self.offsets(points[..., 2:], rays.log_depth, log_std=rays.log_std)]
        assert features.prob_occluded is not None
        context = sample_linear(torch.cat([features.context, features.log_depth], 1), points[..., :2].flip(-1))
        occluded = sample_linear(features.prob_occluded[:, None], points.flip(-1))
        return [context[..., :-1], self.offsets(points[..., 2:], context[..., -1:], occluded)]

    def decode_blocks(self, latents: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
        """Decode blocks independently of their position in a volume.

        Args:
            latents: Latents [B, L].
            inside: Positions [B or 1, P, 3] (column, row, depth) in the blocks, in [0, 1]; they may exceed a block by
                the overlap that the decoder was trained with.

        Returns:
            Distances [B, P] in truncations, not clamped, and class logits [B, P, 10].
        """
        prediction = self.head(self.point(self.fourier(inside)) + self.latent(latents)[:, None])
        return prediction.distance, prediction.class_logits

    def head(self, first: Tensor) -> PointPrediction:
        """Return predictions [...] given the first layer [..., width], which is overwritten."""
        hidden = F.relu_(self.hidden(F.relu_(first)))
        output = self.output(hidden)
        distance, classes = output[..., 0], output[..., 1:]
        if self.config.class_width:
            classes = self.classes(F.relu(classes))
        log_error = offset = None
        if self.extra_outputs:
            extra = self.extra(hidden).float()
            log_error = extra[..., 0] if self.config.distance_error else None
            offset = extra[..., -3:] if self.config.instance_offsets else None
        return PointPrediction(distance.float(), classes.float(), log_error, offset)

    def fourier(self, inside: Tensor) -> Tensor:
        """Return Fourier features [..., 2 F] of positions [..., 3] in a block, in [0, 1]."""
        phase = inside.float() @ self.frequencies
        return torch.cat([torch.sin(phase), torch.cos(phase)], -1)

    def offsets(
        self, s: Tensor, log_depth: Tensor, occluded: Tensor | None = None, log_std: Tensor | None = None
    ) -> Tensor:
        """Return features [..., 4] of the position of points relative to the visible surface.

        Args:
            s: Depth coordinates [..., 1] of the points.
            log_depth: Expected logarithms [..., 1] of the depths of their pixels.
            occluded: Probabilities [..., 1] that the points are occluded.
            log_std: Standard deviations [..., 1] of the logarithms, which give the probabilities if those are None.
        """
        offset = self.frustum.depth_of_slice(s).log() - log_depth
        if occluded is None:
            assert log_std is not None
            occluded = prob_occluded(offset, log_std)
        return torch.cat([torch.tanh(offset * scale) for scale in _OFFSET_SCALES] + [occluded], -1)


def _frequencies(config: DecoderConfig) -> Tensor:
    """Return the angular frequencies [3, F] per width of a block.

    Periodic ones have whole periods, lowest first, so that neighbouring blocks agree at their common face. Gaussian
    ones are drawn from N(0, 0.5^2) for positions in -1..1 across the block (whose origin only shifts the phase) by
    NumPy's RandomState(0), as published.
    """
    if config.fourier == "gaussian":
        drawn = np.random.RandomState(0).normal(scale=_GAUSSIAN_SCALE, size=(config.fourier_features, 3))
        return 2 * math.pi * 2 * torch.from_numpy(drawn.T.copy()).float()
    whole = [k for k in itertools.product(range(-3, 4), repeat=3) if k > (0, 0, 0)]
    whole.sort(key=lambda k: (sum(c * c for c in k), k))
    return 2 * math.pi * torch.tensor(whole[: config.fourier_features], dtype=torch.float32).T.contiguous()
