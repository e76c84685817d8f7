"""The implicit decoder: signed distance and classes at any point of the volume.

The first layer is linear in four parts that never meet before it is done: Fourier features of the place in the block,
the latent (interpolated between blocks), the context of the pixel's column, and where the point lies on the pixel's
distribution of depth. So each part can be computed once for what it depends on, and only be added per point.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import sample_linear

_OFFSET_SCALES = (4.0, 16.0, 64.0)
"""How finely the decoder sees the (logarithmic) distance of a point to the visible surface."""


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
    """

    frequencies: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self._near, self._far = config.frustum.near, config.frustum.far
        self.grid = config.latent_grid
        first, second = config.decoder_widths
        self.register_buffer("frequencies", _block_frequencies(config.fourier_features), persistent=False)
        self.point = nn.Linear(2 * config.fourier_features, first)
        self.latent = nn.Linear(config.latent_width, first, bias=False)
        self.column = nn.Linear(config.context_width, first, bias=False)
        self.offset = nn.Linear(len(_OFFSET_SCALES) + 1, first, bias=False)
        self.hidden = nn.Linear(first, second)
        self.output = nn.Linear(second, 1 + len(NAMES))

    def forward(self, latents: Tensor, columns: Columns, points: Tensor) -> tuple[Tensor, Tensor]:
        pixel = points[..., [1, 0]]
        context = sample_linear(torch.cat([columns.context, columns.log_depth], 1), pixel)
        passed = sample_linear(columns.passed[:, None], points[..., [2, 1, 0]])
        parts = [
            self.fourier(points * self.grid),
            sample_linear(latents, points[..., [2, 1, 0]]),
            context[..., :-1],
            self.offsets(points[..., 2:], context[..., -1:], passed),
        ]
        weights = [self.point.weight, self.latent.weight, self.column.weight, self.offset.weight]
        return self.head(F.linear(torch.cat(parts, -1), torch.cat(weights, 1), self.point.bias))

    def head(self, first: Tensor) -> tuple[Tensor, Tensor]:
        """Finish what the first layer began (overwriting it): [..., width] to distances [...] and logits [..., 10]."""
        output = self.output(F.relu_(self.hidden(F.relu_(first)))).float()
        return output[..., 0], output[..., 1:]

    def fourier(self, blocks: Tensor) -> Tensor:
        """Return Fourier features of places in units of blocks: [..., 3] to [..., 2 F], with the blocks' period."""
        phase = blocks.float() @ self.frequencies
        return torch.cat([torch.sin(phase), torch.cos(phase)], -1)

    def offsets(self, s: Tensor, log_depth: Tensor, passed: Tensor) -> Tensor:
        """Return where points of depth coordinate s [..., 1] lie against the visible surface: [..., 4]."""
        u = 1 - s
        offset = math.log(self._near * self._far) - torch.log(self._near + (self._far - self._near) * u * u) - log_depth
        return torch.cat([torch.tanh(offset * scale) for scale in _OFFSET_SCALES] + [passed], -1)


def _block_frequencies(count: int) -> Tensor:
    """Return angular frequencies [3, count], whole periods per block, lowest first: neighbours agree on faces."""
    whole = [k for k in itertools.product(range(-3, 4), repeat=3) if k > (0, 0, 0)]
    whole.sort(key=lambda k: (sum(c * c for c in k), k))
    return 2 * math.pi * torch.tensor(whole[:count], dtype=torch.float32).T.contiguous()
