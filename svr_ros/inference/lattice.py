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

"""Evaluation of the implicit decoder on one lattice of positions in many blocks.

The result is that of ImplicitDecoder, point by point, in far fewer operations: each term of the first layer is computed
once per value of its input, and added in batches that stay in the cache.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import torch
from torch import Tensor

from svr_ros.inference.lattice_kernel import add_terms, has_fused_layer
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.rays import RayFeatures, sample_rays

Axes = tuple[Tensor, Tensor, Tensor]
"""Coordinates along depth, rows and columns, in [0, 1] across a block, whose product is the lattice."""


class BlockPredictions(NamedTuple):
    """Predictions in blocks or in the same part of them; all tensors are [B, depth, rows, columns].

    Attributes:
        distance: Distances in truncations, clamped to +-1.
        labels: Class ids, uint8.
        confidence: Probabilities of the classes.
        extra: Further outputs of the decoder [B, depth, rows, columns, outputs], float16: see `ImplicitDecoder.extra`.
    """

    distance: Tensor
    labels: Tensor
    confidence: Tensor
    extra: Tensor


def decode_lattice(
    decoder: ImplicitDecoder,
    latent: Tensor,
    ray_features: RayFeatures | None,
    blocks: Tensor,
    axes: Axes,
    batch_points: int,
    with_extra: bool = True,
) -> BlockPredictions:
    """Decode blocks at all positions of a lattice.

    Args:
        decoder: The decoder.
        latent: Term [g^3, width] of the latents in the first layer, in the type to compute in.
        ray_features: Features of the rays; None if the decoder does not read them.
        blocks: Flat indices [B] of the blocks.
        axes: Coordinates of the lattice.
        batch_points: Number of points to decode at a time, per thread.
        with_extra: Whether to compute the further outputs of the decoder; otherwise there are none.
    """
    depth, rows, width = len(axes[0]), len(axes[1]) * len(axes[2]), latent.shape[1]
    first_layer = _FirstLayer(decoder, latent, ray_features, axes)
    head = Head(decoder, latent.dtype, with_extra, fused=True)
    # Allocate the predictions
    shape = len(blocks), depth, rows
    predictions = BlockPredictions(
        latent.new_empty(shape, dtype=torch.float32),
        latent.new_empty(shape, dtype=torch.uint8),
        latent.new_empty(shape, dtype=torch.float32),
        latent.new_empty((*shape, decoder.extra_outputs if with_extra else 0), dtype=torch.float16),
    )
    # Batch by positions outside and blocks inside, so that the terms of the positions stay in the cache as well
    thickness = min(depth, max(1, batch_points // 4 // rows))
    count = max(1, batch_points // (thickness * rows))
    batches = itertools.product(range(0, depth, thickness), range(0, len(blocks), count))

    def work() -> None:
        buffer = latent.new_empty(count, thickness, rows, width)
        for top, begin in batches:
            slices, chosen = slice(top, min(top + thickness, depth)), blocks[begin : begin + count]
            first = first_layer(chosen, slices, buffer[: len(chosen), : slices.stop - top])
            for target, values in zip(predictions, head(first.flatten(0, 2)), strict=True):
                target[begin : begin + count, slices] = values.view(*first.shape[:3], *values.shape[1:])

    _run_in_threads(work, latent.device)
    sides = len(blocks), *map(len, axes)
    return BlockPredictions(*(values.view(*sides, *values.shape[3:]) for values in predictions))


def _run_in_threads(work: Callable[[], None], device: torch.device) -> None:
    """Run `work`, which takes its batches from one iterator, in as many threads as PyTorch uses.

    The threads are independent. Those of a layer that PyTorch splits wait for each other after every layer, which takes
    several times as long if other programs use the CPU.
    """
    threads = torch.get_num_threads()
    if device.type != "cpu" or threads == 1:
        work()
        return
    inference = torch.is_inference_mode_enabled()

    def run_alone() -> None:
        torch.set_num_threads(1)  # for this thread, and for threads new to PyTorch until it is reset below
        with torch.inference_mode(inference), torch.no_grad():
            work()

    try:
        with ThreadPoolExecutor(threads) as pool:
            for future in [pool.submit(run_alone) for _ in range(threads)]:
                future.result()
    finally:
        torch.set_num_threads(threads)


class _FirstLayer:
    """First layer, at the same positions in many blocks; each term is computed once."""

    def __init__(self, decoder: ImplicitDecoder, latent: Tensor, ray_features: RayFeatures | None, axes: Axes) -> None:
        self._decoder, self._latent, self._ray_features, self._depth = decoder, latent, ray_features, axes[0]
        dtype = latent.dtype
        # Fourier features of the positions
        depth, row, column = torch.meshgrid(*axes, indexing="ij")
        self._point = decoder.point(decoder.fourier(torch.stack([column, row, depth], -1))).to(dtype).flatten(1, 2)
        # Interpolation of the latents
        self._steps, self._weights = None, None
        if decoder.config.interpolated:
            self._steps, self._weights = _neighbours(axes, dtype)
        # Features of the rays at all columns of the volume
        self._prob_occluded: Tensor | None = None
        self._log_std: Tensor | None = None
        if ray_features is not None:
            self._offset_rows = decoder.offset.weight.T.to(dtype)
            if decoder.config.edge_aware:
                self._sample_rays(ray_features, axes)
            else:
                self._interpolate_rays(ray_features, axes)

    def _sample_rays(self, features: RayFeatures, axes: Axes) -> None:
        """Compute the features of rays at the columns of the lattice in all blocks, without mixing surfaces."""
        grid, dtype = self._decoder.grid, self._latent.dtype
        rows, columns = (all_coordinates(axis, grid) for axis in axes[1:])
        places = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), -1)
        rays = sample_rays(features, places.flatten(0, 1)[None])
        context, log_depth, log_std = (
            part[0].view(grid, len(axes[1]), grid, len(axes[2]), -1).transpose(1, 2).flatten(2, 3) for part in rays
        )
        self._context = self._decoder.context(context).to(dtype)
        self._log_depth, self._log_std = log_depth, log_std

    def _interpolate_rays(self, ray_features: RayFeatures, axes: Axes) -> None:
        """Interpolate the features of rays bilinearly at the columns of the lattice in all blocks."""
        decoder, grid, dtype = self._decoder, self._decoder.grid, self._latent.dtype
        assert ray_features.prob_occluded is not None
        by_depth, by_row, by_column = (
            interpolation_matrix(all_coordinates(axis, grid), size)
            for axis, size in zip(axes, ray_features.prob_occluded.shape[1:], strict=True)
        )
        pixels = torch.cat([ray_features.context, ray_features.log_depth], 1)[0].float()
        pixels = by_row @ pixels @ by_column.T
        pixels = pixels.view(-1, grid, len(axes[1]), grid, len(axes[2])).permute(1, 3, 2, 4, 0).flatten(2, 3)
        self._context = decoder.context(pixels[..., :-1]).to(dtype)
        self._log_depth = pixels[..., -1:]
        prob_occluded = by_row @ ray_features.prob_occluded[0].float() @ by_column.T
        prob_occluded = (by_depth @ prob_occluded.flatten(1)).view(-1, *prob_occluded.shape[1:])
        self._prob_occluded = block_view(prob_occluded, grid)

    def __call__(self, blocks: Tensor, slices: slice, out: Tensor) -> Tensor:
        """Compute the layer for blocks [B] and depth slices of the lattice into `out` [B, slices, positions, width]."""
        grid = self._decoder.grid
        depth, row, column = block_position(blocks, grid)
        # Features of the rays: a constant per position, and a product with the offsets
        offsets = None
        if self._ray_features is not None:
            s = (depth[:, None] + self._depth[slices]) / grid
            log_depth = self._log_depth[row, column][:, None]
            occluded = log_std = None
            if self._prob_occluded is not None:
                occluded = self._prob_occluded[:, :, :, slices][depth, row, column].flatten(2)[..., None]
            elif self._log_std is not None:
                log_std = self._log_std[row, column][:, None]
            offsets = self._decoder.offsets(s[:, :, None, None], log_depth, occluded, log_std).flatten(1, 2)
        # Latents: a product of weights and the terms of the blocks around; the outermost blocks are repeated
        around, weights = blocks[:, None], None
        if self._weights is not None and self._steps is not None:
            at = (torch.stack([depth, row, column], -1)[:, None] + self._steps).clamp(0, grid - 1)
            around = (at[..., 0] * grid + at[..., 1]) * grid + at[..., 2]
            weights = self._weights[slices].flatten(0, 1)
        if out.device.type == "cpu" and out.dtype == torch.float32:
            self._add_by_kernel(out, self._point[slices].flatten(0, 1), row * grid + column, offsets, around, weights)
        else:
            self._add(out, self._point[slices], row * grid + column, offsets, around, weights)
        return out

    def _add_by_kernel(
        self,
        out: Tensor,
        point: Tensor,
        columns: Tensor,
        offsets: Tensor | None,
        around: Tensor,
        weights: Tensor | None,
    ) -> None:
        """Compute the layer by `add_terms`, see there; without `weights` of latents, each block has its own."""
        width = out.shape[-1]
        if offsets is None:
            context, columns = out.new_zeros(1, 1, width), torch.zeros_like(columns)
            offsets, offset_rows = out.new_empty(len(out), len(point), 0), out.new_empty(0, width)
        else:
            context, offset_rows = self._context.flatten(0, 1), self._offset_rows
        if weights is None:
            weights = out.new_ones(len(point), 1)
        arrays = point, context, columns, offsets, offset_rows, self._latent, around, weights
        add_terms(out.flatten(1, 2).numpy(), *(array.detach().contiguous().numpy() for array in arrays))

    def _add(
        self,
        out: Tensor,
        point: Tensor,
        columns: Tensor,
        offsets: Tensor | None,
        around: Tensor,
        weights: Tensor | None,
    ) -> None:
        """Compute the layer by PyTorch."""
        constant = None if weights is not None else self._latent[around[:, 0]][:, None]
        factors, rows = [], []
        if offsets is not None:
            context = self._context.flatten(0, 1)[columns]
            constant = context if constant is None else constant + context
            factors.append(offsets.to(out.dtype))
            rows.append(self._offset_rows.expand(len(out), -1, -1))
        if weights is not None:
            factors.append(weights.expand(len(out), -1, -1))
            rows.append(self._latent[around])
        # Sum the constants, then add all products at once
        if constant is None:
            out.copy_(point)
        else:
            torch.add(point, constant[:, None], out=out)
        if factors:
            out.flatten(1, 2).baddbmm_(torch.cat(factors, 2), torch.cat(rows, 1))
        relu_(out)


class Head:
    """Layers after the first one.

    They map [P, width] to distance, labels and confidence [P] and extra outputs [P, outputs].

    Args:
        decoder: The decoder.
        dtype: Type to compute in.
        with_extra: Whether to compute the extra outputs; otherwise there are none.
        fused: Whether to compute the hidden layer by one operation of oneDNN if possible, which cannot be exported.
    """

    def __init__(
        self, decoder: ImplicitDecoder, dtype: torch.dtype, with_extra: bool = True, fused: bool = False
    ) -> None:
        weight, bias = decoder.hidden.weight.to(dtype), decoder.hidden.bias.to(dtype)
        self._fused = fused and dtype == torch.float32 and weight.device.type == "cpu" and has_fused_layer()
        self._hidden = weight.contiguous() if self._fused else weight.T.contiguous(), bias
        # Outputs as rows and points as columns: each output is contiguous, and so few still fill vector registers.
        outputs = [decoder.output, decoder.extra] if with_extra and decoder.extra_outputs else [decoder.output]
        self._output = (
            torch.cat([layer.weight for layer in outputs]).to(dtype),
            torch.cat([layer.bias for layer in outputs]).to(dtype),
        )
        self._classes = decoder.classes
        self._own = decoder.output.out_features

    def __call__(self, first: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return the outputs, given the first layer after ReLU."""
        weight, bias = self._hidden
        if self._fused:
            layer = torch.ops.mkldnn._linear_pointwise
            hidden = layer(first, weight, bias, "relu", [], "")
            output = layer(hidden, *self._output, "none", [], "").T.contiguous()
        else:
            hidden = relu_(torch.mm(first, weight).add_(bias))
            output = torch.addmm(self._output[1][:, None], self._output[0], hidden.T).float()
        logits, extra = output[1 : self._own], output[self._own :]
        if not isinstance(self._classes, torch.nn.Identity):
            logits = torch.addmm(self._classes.bias[:, None], self._classes.weight, logits.relu_())
        confidence, labels = logits.softmax(0).max(0)
        return output[0].clamp_(-1, 1), labels, confidence, extra.T


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


def block_position(blocks: Tensor, grid: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return the depth, row and column of blocks with flat indices [B]."""
    return blocks // (grid * grid), blocks // grid % grid, blocks % grid


def block_view(volume: Tensor, grid: int) -> Tensor:
    """View a volume [g x d, g x r, g x c] as blocks [g, g, g, d, r, c] without a copy."""
    depth, rows, columns = (side // grid for side in volume.shape)
    return volume.view(grid, depth, grid, rows, grid, columns).permute(0, 2, 4, 1, 3, 5)
