"""The implicit decoder: signed distance and classes at any point of the volume.

The first layer is linear in parts that never meet before it is done: Fourier features of the place in the block, the
latent and, as configured, the context of the pixel's column and where the point lies on the pixel's distribution of
depth. So each part can be computed once for what it depends on, and only be added per point.
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
"""How finely the decoder sees the (logarithmic) distance of a point to the visible surface."""

_GAUSSIAN_SCALE = 0.5

EMPTY_LATENT = 0.0
FILLED_LATENT = 0.5
"""Every component of the two latents that stand for blocks without a surface, where each block has its own."""

CONSTANT_TOLERANCE = 0.05
"""A latent this close to a constant one, in mean absolute difference, is that one (Denninger & Triebel 2023)."""


@dataclass
class Columns:
    """Hold what the decoder reads along the columns of pixels, at h = w = image_size / 4.

    context [N, C, h, w], log_depth [N, 1, h, w], passed [N, D, h, w]: the probability that the surface lies before.
    """

    context: Tensor
    log_depth: Tensor
    passed: Tensor


class ImplicitDecoder(nn.Module):
    """Decode points: latents [N, L, g, g, g], Columns and points [N, P, 3] to distances [N, P] and logits [N, P, 10].

    Points are volume coordinates (column, row, depth) in [0, 1]; distances are in units of the truncation, not clamped.
    A decoder without columns takes None for them, and can decode_blocks whose place in a volume is unknown.
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
        if self.config.columns:
            self.column = nn.Linear(config.normals.context_width, first, bias=False)
            self.offset = nn.Linear(len(_OFFSET_SCALES) + 1, first, bias=False)
        self.hidden = nn.Linear(first, second)
        self.output = nn.Linear(second, 1 + (self.config.class_width or len(NAMES)))
        self.classes = nn.Linear(self.config.class_width, len(NAMES)) if self.config.class_width else nn.Identity()

    def forward(self, latents: Tensor, columns: Columns | None, points: Tensor) -> tuple[Tensor, Tensor]:
        blocks = points * self.grid
        own = blocks.floor().clamp(0, self.grid - 1)
        parts = [self.fourier(blocks - own)]
        weights = [self.point.weight, self.latent.weight]
        if self.config.interpolated:
            parts.append(sample_linear(latents, points[..., [2, 1, 0]]))
        else:
            column, row, depth = own.long().unbind(-1)
            flat = (depth * self.grid + row) * self.grid + column
            parts.append(latents.flatten(2).transpose(1, 2).gather(1, flat[..., None].expand(-1, -1, latents.shape[1])))
        if columns is not None:
            context = sample_linear(torch.cat([columns.context, columns.log_depth], 1), points[..., [1, 0]])
            passed = sample_linear(columns.passed[:, None], points[..., [2, 1, 0]])
            parts += [context[..., :-1], self.offsets(points[..., 2:], context[..., -1:], passed)]
            weights += [self.column.weight, self.offset.weight]
        return self.head(F.linear(torch.cat(parts, -1), torch.cat(weights, 1), self.point.bias))

    def decode_blocks(self, latents: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
        """Decode blocks on their own: latents [B, L] and places in them [B or 1, P, 3] to [B, P] and [B, P, 10].

        Places are (column, row, depth) in [0, 1] across the block, and beyond it as far as it was trained to overlap.
        """
        return self.head(self.point(self.fourier(inside)) + self.latent(latents)[:, None])

    def head(self, first: Tensor) -> tuple[Tensor, Tensor]:
        """Finish what the first layer began (overwriting it): [..., width] to distances [...] and logits [..., 10]."""
        output = self.output(F.relu_(self.hidden(F.relu_(first))))
        distance, classes = output[..., 0], output[..., 1:]
        if self.config.class_width:
            classes = self.classes(F.relu(classes))
        return distance.float(), classes.float()

    def fourier(self, inside: Tensor) -> Tensor:
        """Return Fourier features of places in a block: [..., 3] in [0, 1] across it to [..., 2 F]."""
        phase = inside.float() @ self.frequencies
        return torch.cat([torch.sin(phase), torch.cos(phase)], -1)

    def offsets(self, s: Tensor, log_depth: Tensor, passed: Tensor) -> Tensor:
        """Return where points of depth coordinate s [..., 1] lie against the visible surface: [..., 4]."""
        offset = self.frustum.depth_of_slice(s).log() - log_depth
        return torch.cat([torch.tanh(offset * scale) for scale in _OFFSET_SCALES] + [passed], -1)


def _frequencies(config: DecoderConfig) -> Tensor:
    """Return angular frequencies [3, count] per width of a block.

    periodic: whole periods, lowest first, so that neighbours agree on their faces. gaussian: N(0, 0.5^2) for places in
    -1..1 across the block (their origin only shifts the phase), drawn by numpy's RandomState(0) as published.
    """
    if config.fourier == "gaussian":
        drawn = np.random.RandomState(0).normal(scale=_GAUSSIAN_SCALE, size=(config.fourier_features, 3))
        return 2 * math.pi * 2 * torch.from_numpy(drawn.T.copy()).float()
    whole = [k for k in itertools.product(range(-3, 4), repeat=3) if k > (0, 0, 0)]
    whole.sort(key=lambda k: (sum(c * c for c in k), k))
    return 2 * math.pi * torch.tensor(whole[: config.fourier_features], dtype=torch.float32).T.contiguous()
