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
from svr_ros.networks.layers import sample_linear

_OFFSET_SCALES = (4.0, 16.0, 64.0)
"""Scales at which the decoder reads the difference of log depth between a point and the visible surface."""

_GAUSSIAN_SCALE = 0.5

EMPTY_LATENT = 0.0
"""Value of all components of the latent of an empty block, if latents are not interpolated."""

FILLED_LATENT = 0.5
"""Value of all components of the latent of a solid block, if latents are not interpolated."""


@dataclass
class RayFeatures:
    """Features of the rays of pixels, at h = w = image_size / 4.

    Attributes:
        context: Features [N, C, h, w] of the pixels.
        log_depth: Expected logarithm [N, 1, h, w] of the depth in metres.
        prob_occluded: Probability [N, D, h, w] that the visible surface lies before the middle of each depth slice.
    """

    context: Tensor
    log_depth: Tensor
    prob_occluded: Tensor


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

    def forward(self, latents: Tensor, ray_features: RayFeatures | None, points: Tensor) -> tuple[Tensor, Tensor]:
        """Decode points.

        Args:
            latents: Latents [N, L, g, g, g].
            ray_features: Features of the rays; None if the decoder does not read them.
            points: Volume coordinates [N, P, 3] (column, row, depth) in [0, 1].

        Returns:
            Distances [N, P] in truncations, not clamped, and class logits [N, P, 10].
        """
        # Fourier features of the position in the block
        blocks = points * self.grid
        own = blocks.floor().clamp(0, self.grid - 1)
        parts = [self.fourier(blocks - own)]
        weights = [self.point.weight, self.latent.weight]
        # Latents, interpolated or those of the point's block
        if self.config.interpolated:
            parts.append(sample_linear(latents, points[..., [2, 1, 0]]))
        else:
            column, row, depth = own.long().unbind(-1)
            flat = (depth * self.grid + row) * self.grid + column
            parts.append(latents.flatten(2).transpose(1, 2).gather(1, flat[..., None].expand(-1, -1, latents.shape[1])))
        # Features of the point's ray
        if ray_features is not None:
            context = sample_linear(torch.cat([ray_features.context, ray_features.log_depth], 1), points[..., [1, 0]])
            prob_occluded = sample_linear(ray_features.prob_occluded[:, None], points[..., [2, 1, 0]])
            parts += [context[..., :-1], self.offsets(points[..., 2:], context[..., -1:], prob_occluded)]
            weights += [self.context.weight, self.offset.weight]
        return self.head(F.linear(torch.cat(parts, -1), torch.cat(weights, 1), self.point.bias))

    def decode_blocks(self, latents: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
        """Decode blocks independently of their position in a volume.

        Args:
            latents: Latents [B, L].
            inside: Positions [B or 1, P, 3] (column, row, depth) in the blocks, in [0, 1]; they may exceed a block by
                the overlap that the decoder was trained with.

        Returns:
            Distances [B, P] in truncations, not clamped, and class logits [B, P, 10].
        """
        return self.head(self.point(self.fourier(inside)) + self.latent(latents)[:, None])

    def head(self, first: Tensor) -> tuple[Tensor, Tensor]:
        """Return distances [...] and logits [..., 10], given the first layer [..., width], which is overwritten."""
        output = self.output(F.relu_(self.hidden(F.relu_(first))))
        distance, classes = output[..., 0], output[..., 1:]
        if self.config.class_width:
            classes = self.classes(F.relu(classes))
        return distance.float(), classes.float()

    def fourier(self, inside: Tensor) -> Tensor:
        """Return Fourier features [..., 2 F] of positions [..., 3] in a block, in [0, 1]."""
        phase = inside.float() @ self.frequencies
        return torch.cat([torch.sin(phase), torch.cos(phase)], -1)

    def offsets(self, s: Tensor, log_depth: Tensor, prob_occluded: Tensor) -> Tensor:
        """Return features [..., 4] of the position of points relative to the visible surface.

        Args:
            s: Depth coordinates [..., 1] of the points.
            log_depth: Expected logarithms [..., 1] of the depths of their pixels.
            prob_occluded: Probabilities [..., 1] that the points are occluded.
        """
        offset = self.frustum.depth_of_slice(s).log() - log_depth
        return torch.cat([torch.tanh(offset * scale) for scale in _OFFSET_SCALES] + [prob_occluded], -1)


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
