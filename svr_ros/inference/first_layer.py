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

"""First layer of the implicit decoder, at the same positions in many blocks; each term is computed once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.inference.lattice_kernel import first_layer, ray_offsets
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.rays import LOGISTIC, RayFeatures, sample_rays

Axes = tuple[Tensor, Tensor, Tensor]
"""Coordinates along depth, rows and columns, in [0, 1] across a block, whose product is the lattice."""


class Columns(NamedTuple):
    """Features of the rays at the P columns of a lattice, in each of the g^2 columns of blocks.

    Attributes:
        context: Terms [g^2, P, width] of the first layer.
        log_depth: Expected logarithms [g^2, P] of the depth.
        log_std: Standard deviations [g^2, P] of that logarithm; None if the decoder reads `prob_occluded`.
    """

    context: Tensor
    log_depth: Tensor
    log_std: Tensor | None


class _Tables(NamedTuple):
    """Terms of the first layer as the kernels of `lattice_kernel` read them."""

    point: NDArray[np.float32]
    latent: NDArray[np.float32]
    context: NDArray[np.float32]
    offset_rows: NDArray[np.float32]
    lower: tuple[NDArray[np.int64], ...]
    fraction: tuple[NDArray[np.float32], ...]
    log_slice: NDArray[np.float32] | None
    log_depth: NDArray[np.float32] | None
    log_std: NDArray[np.float32] | None


def sample_columns(decoder: ImplicitDecoder, features: RayFeatures, axes: Axes, dtype: torch.dtype) -> Columns:
    """Return the features of rays at the columns of a lattice, which do not depend on its coordinates along depth."""
    grid = decoder.grid
    rows, columns = (all_coordinates(axis, grid) for axis in axes[1:])
    if decoder.config.edge_aware:
        places = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), -1)
        rays = sample_rays(features, places.flatten(0, 1)[None])
        context, log_depth, log_std = (
            part[0].view(grid, len(axes[1]), grid, len(axes[2]), -1).transpose(1, 2).flatten(2, 3).flatten(0, 1)
            for part in rays
        )
        return Columns(decoder.context(context).to(dtype), log_depth[..., 0], log_std[..., 0])
    pixels = torch.cat([features.context, features.log_depth], 1)[0].float()
    by_row, by_column = (
        interpolation_matrix(positions, size) for positions, size in zip((rows, columns), pixels.shape[1:], strict=True)
    )
    pixels = by_row @ pixels @ by_column.T
    pixels = pixels.view(-1, grid, len(axes[1]), grid, len(axes[2])).permute(1, 3, 2, 4, 0).flatten(2, 3).flatten(0, 1)
    return Columns(decoder.context(pixels[..., :-1]).to(dtype), pixels[..., -1], None)


class FirstLayer:
    """First layer, at the same positions in many blocks.

    Args:
        decoder: The decoder.
        latent: Term [g^3, width] of the latents, in the type to compute in.
        ray_features: Features of the rays; None if the decoder does not read them.
        columns: Features of the rays at the columns of the lattice; None if the decoder does not read them.
        axes: Coordinates of the lattice.
    """

    def __init__(
        self,
        decoder: ImplicitDecoder,
        latent: Tensor,
        ray_features: RayFeatures | None,
        columns: Columns | None,
        axes: Axes,
    ) -> None:
        self._decoder, self._latent, self._columns, self._axes = decoder, latent, columns, axes
        dtype = latent.dtype
        self._by_kernel = latent.device.type == "cpu" and dtype == torch.float32
        # Fourier features of the positions
        depth, row, column = torch.meshgrid(*axes, indexing="ij")
        self._point = decoder.point(decoder.fourier(torch.stack([column, row, depth], -1))).to(dtype).flatten(1, 2)
        # Interpolation of the latents
        self._lower = [torch.zeros_like(axis, dtype=torch.long) for axis in axes]
        self._fraction = [torch.zeros_like(axis) for axis in axes]
        if decoder.config.interpolated:
            self._lower = [(axis - 0.5).floor().long() for axis in axes]
            self._fraction = [axis - 0.5 - lower for axis, lower in zip(axes, self._lower, strict=True)]
        # Position of the points along their rays
        self._prob_occluded: Tensor | None = None
        if columns is not None:
            s = (torch.arange(decoder.grid, device=latent.device)[:, None] + axes[0]) / decoder.grid
            self._log_slice = decoder.frustum.depth_of_slice(s).log()
            self._offset_rows = decoder.offset.weight.T.to(dtype)
        if ray_features is not None and not decoder.config.edge_aware:
            self._prob_occluded = self._interpolate_occluded(ray_features)
        if self._by_kernel:
            self._tables = self._kernel_tables()
        else:
            self._prepare_for_torch()

    def _prepare_for_torch(self) -> None:
        """Prepare the interpolation of latents by PyTorch."""
        if self._decoder.config.interpolated:
            self._steps, self._weights = _neighbours(self._axes, self._latent.dtype)

    def _interpolate_occluded(self, features: RayFeatures) -> Tensor:
        """Return the probabilities [g, g, g, D, R, C] that the points of the lattice are occluded."""
        assert features.prob_occluded is not None
        grid = self._decoder.grid
        by_depth, by_row, by_column = (
            interpolation_matrix(all_coordinates(axis, grid), size)
            for axis, size in zip(self._axes, features.prob_occluded.shape[1:], strict=True)
        )
        occluded = by_row @ features.prob_occluded[0].float() @ by_column.T
        occluded = (by_depth @ occluded.flatten(1)).view(-1, *occluded.shape[1:])
        return block_view(occluded, grid)

    def _kernel_tables(self) -> _Tables:
        """Return the terms as the kernels read them; those of rays are zero if the decoder does not read rays."""
        grid, (positions, width) = self._decoder.grid, self._point.shape[1:]
        columns, log_slice, log_std = self._columns, None, None
        context, offset_rows = self._point.new_zeros(1, 1, 1), self._point.new_zeros(4, width)
        if columns is not None:
            context, offset_rows, log_slice, log_std = (
                columns.context,
                self._offset_rows,
                self._log_slice,
                columns.log_std,
            )
        return _Tables(
            self._point.detach().numpy(),
            self._latent.detach().view(grid, grid, grid, width).numpy(),
            context.detach().expand(grid * grid, positions, width).contiguous().numpy(),
            offset_rows.detach().contiguous().numpy(),
            tuple(lower.numpy() for lower in self._lower),
            tuple(fraction.numpy() for fraction in self._fraction),
            None if log_slice is None else log_slice.numpy(),
            None if columns is None else columns.log_depth.contiguous().numpy(),
            None if log_std is None else log_std.contiguous().numpy(),
        )

    def __call__(self, blocks: Tensor, slices: slice, out: Tensor) -> Tensor:
        """Compute the layer for blocks [B] and depth slices of the lattice into `out` [B, slices, positions, width]."""
        if self._by_kernel:
            self._compute(blocks, slices, out)
        else:
            self._add(blocks, slices, None if self._columns is None else self._offsets(blocks, slices), out)
        return out

    def _offsets(self, blocks: Tensor, slices: slice) -> Tensor:
        """Return the features [B, slices, positions, 4] of the points along their rays."""
        assert self._columns is not None
        grid = self._decoder.grid
        depth, row, column = block_position(blocks, (grid,) * 3)
        at = row * grid + column
        s = (depth[:, None] + self._axes[0][slices]) / grid
        occluded = log_std = None
        if self._prob_occluded is not None:
            occluded = self._prob_occluded[:, :, :, slices][depth, row, column].flatten(2)[..., None]
        elif self._columns.log_std is not None:
            log_std = self._columns.log_std[at][:, None, :, None]
        log_depth = self._columns.log_depth[at][:, None, :, None]
        return self._decoder.offsets(s[:, :, None, None], log_depth, occluded, log_std)

    def _compute(self, blocks: Tensor, slices: slice, out: Tensor) -> None:
        """Compute the layer by the kernels of `lattice_kernel`."""
        tables, chosen, (_, _, positions, width) = self._tables, blocks.numpy(), out.shape
        if self._columns is None:
            offsets = out.new_zeros(*out.shape[:3], 4).numpy()
        elif tables.log_slice is None or tables.log_depth is None or tables.log_std is None:
            offsets = self._offsets(blocks, slices).contiguous().numpy()
        else:
            offsets = np.empty((*out.shape[:3], 4), np.float32)
            log_slice = np.ascontiguousarray(tables.log_slice[:, slices])
            ray_offsets(offsets, chosen, log_slice, tables.log_depth, tables.log_std, np.float32(LOGISTIC))
        (lower, *lowers), (fraction, *fractions) = tables.lower, tables.fraction
        # PyTorch's memory is aligned with the cache's lines, unlike NumPy's
        room = out.new_empty(3, 3, len(self._axes[2]), width).numpy(), out.new_empty(3, positions, width).numpy()
        first_layer(
            out.numpy(), chosen, tables.point[slices], tables.latent,
            (lower[slices], *lowers), (fraction[slices], *fractions),
            tables.context, offsets, tables.offset_rows, *room,
        )  # fmt: skip

    def _add(self, blocks: Tensor, slices: slice, offsets: Tensor | None, out: Tensor) -> None:
        """Compute the layer by PyTorch."""
        grid = self._decoder.grid
        depth, row, column = block_position(blocks, (grid,) * 3)
        constant = None
        factors, rows = [], []
        # Features of the rays: a constant per position, and a product with the offsets
        if self._columns is not None and offsets is not None:
            constant = self._columns.context[row * grid + column]
            factors.append(offsets.flatten(1, 2).to(out.dtype))
            rows.append(self._offset_rows.expand(len(out), -1, -1))
        # Latents: a product of weights and the terms of the blocks around; the outermost blocks are repeated
        if self._decoder.config.interpolated:
            around = (torch.stack([depth, row, column], -1)[:, None] + self._steps).clamp(0, grid - 1)
            factors.append(self._weights[slices].flatten(0, 1).expand(len(out), -1, -1))
            rows.append(self._latent[(around[..., 0] * grid + around[..., 1]) * grid + around[..., 2]])
        else:
            own = self._latent[blocks][:, None]
            constant = own if constant is None else own + constant
        # Sum the constants, then add all products at once
        if constant is None:
            out.copy_(self._point[slices])
        else:
            torch.add(self._point[slices], constant[:, None], out=out)
        if factors:
            out.flatten(1, 2).baddbmm_(torch.cat(factors, 2), torch.cat(rows, 1))
        relu_(out)


def relu_(values: Tensor) -> Tensor:
    """Apply ReLU in place."""
    if values.dtype == torch.bfloat16:
        # The bits of negative numbers are negative integers, which CPUs compare several times as fast as bfloat16.
        values.view(torch.int16).clamp_(min=0)
        return values
    return values.relu_()


def _neighbours(axes: Axes, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Return steps [K, 3] to the blocks that contribute to a block's lattice, and their weights [D, R x C, K]."""
    steps, weights = [], []
    for axis in axes:
        position = axis - 0.5
        step = torch.arange(math.floor(position[0]), math.ceil(position[-1]) + 1, device=axis.device)
        steps.append(step)
        weights.append((1 - (position[:, None] - step).abs()).clamp(min=0))
    joint = torch.einsum("ax,by,cz->abcxyz", *weights).flatten(3).flatten(1, 2)
    return torch.cartesian_prod(*steps), joint.to(dtype)


def all_coordinates(axis: Tensor, grid: int) -> Tensor:
    """Return the coordinates of the axis in all blocks, in [0, 1] across the volume."""
    return ((torch.arange(grid, device=axis.device)[:, None] + axis) / grid).flatten()


def interpolation_matrix(positions: Tensor, count: int) -> Tensor:
    """Return the weights [P, count] of `count` cells in linear interpolation at positions [P] in [0, 1]."""
    position = (positions * count - 0.5).clamp(0, count - 1)
    return (1 - (position[:, None] - torch.arange(count, device=positions.device)).abs()).clamp(min=0)


def block_position(blocks: Tensor, sides: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
    """Return the depth, row and column of blocks with flat indices [B], given the numbers of blocks per axis."""
    _, rows, columns = sides
    return blocks // (rows * columns), blocks // columns % rows, blocks % columns


def block_view(volume: Tensor, grid: int) -> Tensor:
    """View a volume [g x d, g x r, g x c, ...] as blocks [g, g, g, d, r, c, ...] without a copy."""
    depth, rows, columns = (side // grid for side in volume.shape[:3])
    view = volume.view(grid, depth, grid, rows, grid, columns, *volume.shape[3:])
    return view.permute(0, 2, 4, 1, 3, 5, *range(6, view.dim()))
