"""What is where: lifts what is seen into the frustum and completes it to one latent vector per block."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import Residual3d
from svr_ros.networks.normals import Surface


class DepthSlices(nn.Module):
    """Turn a distribution over bins of log depth into one over slices of the frustum, by a constant matrix.

    forward: depth logits [N, bins, h, w] to mass [N, slices, h, w], the probability that the visible surface lies in
    the slice, and passed [N, slices, h, w], that it lies before the slice's middle (the slice is hidden).
    """

    shares: Tensor
    before: Tensor

    def __init__(self, config: ModelConfig, slices: int) -> None:
        super().__init__()
        low, high = (math.log(d) for d in config.depth_range)
        edges = np.linspace(low, high, config.depth_bins + 1)
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


class SceneNetwork(nn.Module):
    """Complete the scene: a Surface and image features [N, C, g, g] to latents [N, latent_width, g, g, g].

    Visible surfaces enter where the depth distribution puts them (its uncertainty with them), at four times the grid's
    resolution folded into channels; image features enter by a learned share for every depth slice.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self._grid = config.latent_grid
        self._fold = config.image_size // 4 // config.latent_grid
        width = config.volume_width
        cells = self._fold**3
        self.slices = DepthSlices(config, config.latent_grid * self._fold)
        self.lift = nn.Conv2d(config.pyramid_width, width * config.latent_grid, 1)
        self.place = nn.Conv3d(2 * cells + len(NAMES) + 3 + config.context_width, width, 1)
        self.position = nn.Parameter(torch.zeros(1, width, *(config.latent_grid,) * 3))
        self.entry = nn.ModuleList([Residual3d(width), Residual3d(width, 2)])
        self.down = nn.Conv3d(width, config.bottleneck_width, 2, stride=2)
        self.bottleneck = nn.ModuleList([Residual3d(config.bottleneck_width), Residual3d(config.bottleneck_width, 2)])
        self.up = nn.Conv3d(config.bottleneck_width, width, 1)
        self.exit = nn.ModuleList([Residual3d(width), Residual3d(width)])
        self.latents = nn.Conv3d(width, config.latent_width, 1)

    def forward(self, surface: Surface, features: Tensor) -> Tensor:
        lifted = self.lift(features).unflatten(1, (-1, self._grid))
        volume = F.relu(lifted + self.place(self._placed(surface).to(features.dtype)) + self.position)
        volume = volume.contiguous(memory_format=torch.channels_last_3d)
        for block in self.entry:
            volume = block(volume)
        deep = F.relu(self.down(volume))
        for block in self.bottleneck:
            deep = block(deep)
        volume = volume + F.interpolate(self.up(deep), scale_factor=2, mode="nearest")
        for block in self.exit:
            volume = block(volume)
        return self.latents(volume)

    def _placed(self, surface: Surface) -> Tensor:
        """Put what the pixels show at its depth: [N, channels, g, g, g]."""
        mass, passed = self.slices(surface.depth_logits)
        grid, fold = self._grid, self._fold
        cells = torch.cat([_fold_cells(mass, grid), _fold_cells(passed, grid)], 1)
        seen = torch.cat([surface.class_logits.softmax(1), surface.normals, surface.context], 1)
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
