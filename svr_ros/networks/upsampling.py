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

"""Learned upsampling of pixel predictions to the full size of the image, without mixing surfaces at edges."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SCALE = 4
"""Pixels of the image per prediction, along rows and columns."""

_NEIGHBOURS = 9
_EXCLUDED = -8.0
"""Logit of neighbours that bilinear interpolation does not use."""


class ConvexUpsampler(nn.Module):
    """Predict, for each pixel of the image, weights of the 3 x 3 predictions around it (Teed & Deng 2020, RAFT).

    The weights are positive and sum to one. They begin as those of bilinear interpolation and may learn to choose one
    side of an edge.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weights = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(width, _NEIGHBOURS * SCALE**2, 1)
        )
        last = self.weights[-1]
        assert isinstance(last, nn.Conv2d) and last.bias is not None
        nn.init.zeros_(last.weight)
        with torch.no_grad():
            last.bias.copy_(_bilinear_logits())

    def forward(self, features: Tensor) -> Tensor:
        """Return weights [N, 9, 16, h, w] of features [N, width, h, w]."""
        logits = self.weights(features).float().unflatten(1, (_NEIGHBOURS, SCALE**2))
        # ONNX Runtime transposes the input of a softmax over an axis that is not the last one
        positive = (logits - logits.amax(1, keepdim=True)).exp()
        return positive / positive.sum(1, keepdim=True)


def upsample(values: Tensor, weights: Tensor) -> Tensor:
    """Return values [N, C, h, w] at 4 h x 4 w pixels in float32, each the weighted mean of the 3 x 3 values around."""
    height, width = values.shape[2:]
    padded = F.pad(values.float(), (1, 1, 1, 1), mode="replicate")[:, :, None]
    # A sum of nine products: as an einsum, it takes four times as long
    fine = torch.zeros_like(padded[..., :height, :width])
    for neighbour in range(_NEIGHBOURS):
        row, column = divmod(neighbour, 3)
        around = padded[..., row : row + height, column : column + width]
        fine = fine + around * weights[:, None, neighbour].float()
    return F.pixel_shuffle(fine.flatten(1, 2), SCALE)


def _bilinear_logits() -> Tensor:
    """Return the logits [144] of the weights of bilinear interpolation, neighbour by neighbour."""
    inside = (torch.arange(SCALE) + 0.5) / SCALE - 0.5
    axis = torch.stack([(-inside).clamp(min=0), 1 - inside.abs(), inside.clamp(min=0)])
    weights = torch.einsum("ir,jc->ijrc", axis, axis)
    return weights.clamp(min=math.exp(_EXCLUDED)).log().flatten()
