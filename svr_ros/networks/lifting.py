"""From image to volume: by the depth distribution of each pixel, or by a tree that halves the depth."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import Inception2d
from svr_ros.networks.pixel_net import Surface

_TREE_DILATIONS = (1, 2)
_TREE_SHARES = (0.5, 0.5)


class DepthSlices(nn.Module):
    """Turn a distribution over bins of log depth into one over slices of the frustum, by a constant matrix.

    forward: depth logits [N, bins, h, w] to mass [N, slices, h, w], the probability that the visible surface lies in
    the slice, and passed [N, slices, h, w], that it lies before the slice's middle (the slice is hidden).
    """

    shares: Tensor
    before: Tensor

    def __init__(self, config: ModelConfig, slices: int) -> None:
        super().__init__()
        low, high = (math.log(d) for d in config.normals.depth_range)
        edges = np.linspace(low, high, config.normals.depth_bins + 1)
        borders = np.log(config.frustum.depth_of_slice(np.arange(slices + 1) / slices))
        middles = np.log(config.frustum.depth_of_slice((np.arange(slices) + 0.5) / slices))
        below = _share_below(edges, borders)
        self.register_buffer("shares", torch.from_numpy(np.diff(below, axis=1).T.copy()).float(), persistent=False)
        self.register_buffer(
            "before", torch.from_numpy(_share_below(edges, middles).T.copy()).float(), persistent=False
        )

    def forward(self, depth_logits: Tensor) -> tuple[Tensor, Tensor]:
        probability = depth_logits.softmax(1)
        mass = torch.einsum("sb,nbhw->nshw", self.shares, probability)
        return mass, torch.einsum("sb,nbhw->nshw", self.before, probability)


def _share_below(edges: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return which share of each bin lies below each value: [bins, values]."""
    width = edges[1] - edges[0]
    return np.clip((values[None] - edges[:-1, None]) / width, 0, 1)


class DepthLifting(nn.Module):
    """Place what pixels show where their depth is: image features [N, C, g, g] and a Surface to [N, width, g, g, g].

    Visible surfaces enter where the depth distribution puts them (its uncertainty with them), at the resolution of the
    pixels folded into channels; image features enter by a learned share for every depth slice.
    """

    def __init__(self, config: ModelConfig, inputs: int, width: int) -> None:
        super().__init__()
        self._grid = config.scene.grid
        self._fold = config.image_size // 4 // self._grid
        cells = self._fold**3
        pixels = 3 + (len(NAMES) if config.normals.classes else 0) + config.normals.context_width
        self.slices = DepthSlices(config, self._grid * self._fold)
        self.lift = nn.Conv2d(inputs, width * self._grid, 1)
        self.place = nn.Conv3d(2 * cells + pixels, width, 1)
        self.position = nn.Parameter(torch.zeros(1, width, *(self._grid,) * 3))

    def forward(self, features: Tensor, surface: Surface) -> Tensor:
        lifted = self.lift(features).unflatten(1, (-1, self._grid))
        return F.relu(lifted + self.place(self._placed(surface).to(lifted.dtype)) + self.position)

    def _placed(self, surface: Surface) -> Tensor:
        """Put what the pixels show at its depth: [N, channels, g, g, g]."""
        assert surface.depth is not None, "a model that lifts by depth has one (ModelConfig checks it)"
        mass, passed = self.slices(surface.depth.logits)
        grid, fold = self._grid, self._fold
        cells = torch.cat([_fold_cells(mass, grid), _fold_cells(passed, grid)], 1)
        classes = None if surface.class_logits is None else surface.class_logits.softmax(1)
        seen = torch.cat([part for part in (classes, surface.normals, surface.context) if part is not None], 1)
        seen = F.pixel_unshuffle(seen, fold).unflatten(1, (-1, fold * fold))
        weight = mass.unflatten(1, (grid, fold)).sum(2)
        weight = F.pixel_unshuffle(weight, fold).unflatten(1, (grid, fold * fold))
        content = torch.einsum("nskyx,nckyx->ncsyx", weight, seen) / (fold * fold)
        return torch.cat([cells, content], 1)


def _fold_cells(volume: Tensor, grid: int) -> Tensor:
    """Fold the cells of each block into channels: [N, D, H, W] to [N, cells, grid, grid, grid]."""
    batch, depth, height, width = volume.shape
    cells = volume.view(batch, grid, depth // grid, grid, height // grid, grid, width // grid)
    return cells.permute(0, 2, 4, 6, 1, 3, 5).flatten(1, 3)


class TreeLifting(nn.Module):
    """Split the depth in halves, level by level: image features [N, C, g, g] to [N, width, g, g, g].

    Each node of the binary tree has a branch of residual blocks for its front half and one for its back half; each leaf
    gives the slices of its share of the depth (Denninger & Triebel 2023). The Surface is not looked at.
    """

    def __init__(self, config: ModelConfig, inputs: int, width: int) -> None:
        super().__init__()
        scene = config.scene
        self._slices = scene.grid // 2**scene.tree_levels
        self.root = Inception2d(inputs, scene.tree_width, _TREE_DILATIONS, _TREE_SHARES, kernel=1)
        # A heap: node 0 is the root, branch i makes node i + 1 from node i // 2; the last nodes are the leaves.
        self.branches = nn.ModuleList(
            nn.Sequential(*(_TreeBlock(scene.tree_width) for _ in range(scene.tree_blocks)))
            for _ in range(2 ** (scene.tree_levels + 1) - 2)
        )
        self.leaves = nn.ModuleList(
            nn.Conv2d(scene.tree_width, width * self._slices, 1) for _ in range(2**scene.tree_levels)
        )

    def forward(self, features: Tensor, _surface: Surface) -> Tensor:
        nodes = [self.root(features)]
        for index, branch in enumerate(self.branches):
            nodes.append(branch(nodes[index // 2]))
        leaves = zip(self.leaves, nodes[-len(self.leaves) :], strict=True)
        slices = [leaf(node).unflatten(1, (-1, self._slices)) for leaf, node in leaves]
        return torch.cat(slices, 2)


class _TreeBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = Inception2d(width, width, _TREE_DILATIONS, _TREE_SHARES)
        self.second = Inception2d(width, width, _TREE_DILATIONS, _TREE_SHARES)

    def forward(self, image: Tensor) -> Tensor:
        return F.relu(image + self.second(F.relu(self.first(image))))
