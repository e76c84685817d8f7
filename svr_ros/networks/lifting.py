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

"""Lifting of image features to a volume: by the depth distributions of pixels, or by a tree that halves the depth."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import Inception2d
from svr_ros.networks.pixel_net import PixelPrediction

_TREE_DILATIONS = (1, 2)
_TREE_FRACTIONS = (0.5, 0.5)


class DepthSlices(nn.Module):
    """Converts distributions over bins of log depth to distributions over slices of the frustum.

    Attributes:
        overlap: Fraction [slices, bins] of each bin that lies in each slice.
        before: Fraction [slices, bins] of each bin that lies before the middle of each slice.
    """

    overlap: Tensor
    before: Tensor

    def __init__(self, config: ModelConfig, slices: int) -> None:
        super().__init__()
        low, high = (math.log(d) for d in config.pixels.depth_range)
        edges = np.linspace(low, high, config.pixels.depth_bins + 1)
        borders = np.log(config.frustum.depth_of_slice(np.arange(slices + 1) / slices))
        middles = np.log(config.frustum.depth_of_slice((np.arange(slices) + 0.5) / slices))
        overlap = np.diff(_fraction_below(edges, borders), axis=1)
        before = _fraction_below(edges, middles)
        self.register_buffer("overlap", torch.from_numpy(overlap.T.copy()).float(), persistent=False)
        self.register_buffer("before", torch.from_numpy(before.T.copy()).float(), persistent=False)

    def forward(self, depth_logits: Tensor) -> tuple[Tensor, Tensor]:
        """Return the probabilities, both [N, slices, h, w], of depth logits [N, bins, h, w].

        Returns:
            The probability that the visible surface lies in each slice, and the one that it lies before the slice's
            middle, so that the slice is occluded.
        """
        probability = depth_logits.softmax(1)
        depth_probability = torch.einsum("sb,nbhw->nshw", self.overlap, probability)
        return depth_probability, torch.einsum("sb,nbhw->nshw", self.before, probability)


def _fraction_below(edges: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the fraction [bins, values] of each bin that lies below each value."""
    width = edges[1] - edges[0]
    return np.clip((values[None] - edges[:-1, None]) / width, 0, 1)


class DepthLifting(nn.Module):
    """Lifting by the depth distributions of the pixels.

    Pixel predictions are distributed over the depth slices by their depth probability, at the resolution of the pixels
    folded into channels: uncertain pixels spread their features over several slices. Image features are mapped to every
    depth slice by a learned convolution.
    """

    def __init__(self, config: ModelConfig, inputs: int, width: int) -> None:
        super().__init__()
        self._grid = config.scene.grid
        self._fold = config.image_size // 4 // self._grid
        cells = self._fold**3
        channels = 3 + (len(NAMES) if config.pixels.classes else 0) + config.pixels.context_width
        self.slices = DepthSlices(config, self._grid * self._fold)
        self.lift = nn.Conv2d(inputs, width * self._grid, 1)
        self.place = nn.Conv3d(2 * cells + channels, width, 1)
        self.position = nn.Parameter(torch.zeros(1, width, *(self._grid,) * 3))

    def forward(self, features: Tensor, pixels: PixelPrediction) -> Tensor:
        """Return the volume [N, width, g, g, g] of image features [N, C, g, g] and pixel predictions."""
        lifted = self.lift(features).unflatten(1, (-1, self._grid))
        return F.relu(lifted + self.place(self._distribute(pixels).to(lifted.dtype)) + self.position)

    def _distribute(self, pixels: PixelPrediction) -> Tensor:
        """Return the pixel predictions distributed over depth, [N, channels, g, g, g]."""
        assert pixels.depth is not None, "a model that lifts by depth predicts it (ModelConfig checks it)"
        depth_probability, prob_occluded = self.slices(pixels.depth.logits)
        grid, fold = self._grid, self._fold
        cells = torch.cat([_fold_cells(depth_probability, grid), _fold_cells(prob_occluded, grid)], 1)
        classes = None if pixels.class_logits is None else pixels.class_logits.softmax(1)
        features = torch.cat([part for part in (classes, pixels.normals, pixels.context) if part is not None], 1)
        features = F.pixel_unshuffle(features, fold).unflatten(1, (-1, fold * fold))
        weight = depth_probability.unflatten(1, (grid, fold)).sum(2)
        weight = F.pixel_unshuffle(weight, fold).unflatten(1, (grid, fold * fold))
        content = torch.einsum("nskyx,nckyx->ncsyx", weight, features) / (fold * fold)
        return torch.cat([cells, content], 1)


def _fold_cells(volume: Tensor, grid: int) -> Tensor:
    """Fold the cells of each block into channels: [N, D, H, W] becomes [N, cells, grid, grid, grid]."""
    batch, depth, height, width = volume.shape
    cells = volume.view(batch, grid, depth // grid, grid, height // grid, grid, width // grid)
    return cells.permute(0, 2, 4, 6, 1, 3, 5).flatten(1, 3)


class TreeLifting(nn.Module):
    """Lifting by a binary tree that halves the depth at each level (Denninger & Triebel 2023).

    Each node has a branch of residual blocks for its front half and one for its back half; each leaf yields the slices
    of its part of the depth.
    """

    def __init__(self, config: ModelConfig, inputs: int, width: int) -> None:
        super().__init__()
        scene = config.scene
        self._slices = scene.grid // 2**scene.tree_levels
        self.root = Inception2d(inputs, scene.tree_width, _TREE_DILATIONS, _TREE_FRACTIONS, kernel=1)
        # As in a heap, node 0 is the root and branch i computes node i + 1 from node i // 2; the last are the leaves.
        self.branches = nn.ModuleList(
            nn.Sequential(*(_TreeBlock(scene.tree_width) for _ in range(scene.tree_blocks)))
            for _ in range(2 ** (scene.tree_levels + 1) - 2)
        )
        self.leaves = nn.ModuleList(
            nn.Conv2d(scene.tree_width, width * self._slices, 1) for _ in range(2**scene.tree_levels)
        )

    def forward(self, features: Tensor, _pixels: PixelPrediction) -> Tensor:
        """Return the volume [N, width, g, g, g] of image features [N, C, g, g]."""
        nodes = [self.root(features)]
        for index, branch in enumerate(self.branches):
            nodes.append(branch(nodes[index // 2]))
        leaves = zip(self.leaves, nodes[-len(self.leaves) :], strict=True)
        slices = [leaf(node).unflatten(1, (-1, self._slices)) for leaf, node in leaves]
        return torch.cat(slices, 2)


class _TreeBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = Inception2d(width, width, _TREE_DILATIONS, _TREE_FRACTIONS)
        self.second = Inception2d(width, width, _TREE_DILATIONS, _TREE_FRACTIONS)

    def forward(self, image: Tensor) -> Tensor:
        return F.relu(image + self.second(F.relu(self.first(image))))
