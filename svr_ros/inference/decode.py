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

"""Decoding of whole volumes: coarse everywhere, fine in the octants of blocks that a surface may pass through.

Blocks whose latent is the constant of empty or of solid blocks are not decoded at all.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.inference.block_filling import Line, fill_blocks
from svr_ros.inference.first_layer import block_position, block_view
from svr_ros.inference.lattice import BlockPredictions, LatticeDecoder, Part, as_array
from svr_ros.inference.lattice_kernel import write_blocks
from svr_ros.inference.octants import MARGIN, far_from_surfaces, near_surfaces, spread_corners
from svr_ros.labels import Label
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT, ImplicitDecoder
from svr_ros.networks.rays import RayFeatures

LOWEST_RESOLUTION, HIGHEST_RESOLUTION = 64, 256

CONSTANT_TOLERANCE = 0.05
"""Maximum mean absolute difference of a latent from a constant one that it is identified with (published value)."""

COARSE = 4
"""Points per side of a block in the coarse pass, from its first to its last voxels, so that no plane passes between.

This concerns blocks with latents of their own. Where latents are interpolated, see `octants`.
"""

_TYPES = torch.float32, torch.uint8, torch.float32
"""Types of distances, labels and confidence."""

_CPU_BYTES, _GPU_BYTES = 1 << 21, 1 << 28

_Part = tuple[slice, slice, slice]
_WHOLE = (slice(None),) * 3


@dataclass
class Volume:
    """Decoded volume; all tensors are [R, R, R] (depth, row, column).

    In parts that were not decoded finely, distances are interpolated between coarse points, and labels and confidence
    are those of the nearest one; in blocks far from surfaces, these points are the corners of the blocks. Blocks with a
    constant latent have the label void with confidence 0.

    Attributes:
        distance: Distances in truncations, clamped to +-1.
        labels: Class ids, uint8.
        confidence: Probabilities of the classes.
        fine: Mask of the voxels that were decoded finely.
        extra: Further outputs of the decoder [R, R, R, outputs], float16, where it was decoded finely, else zero: see
            `ImplicitDecoder.extra`.
        left_out: Number [] of octants near a surface that were not decoded finely, for lack of room.
    """

    distance: Tensor
    labels: Tensor
    confidence: Tensor
    fine: Tensor
    extra: Tensor
    left_out: Tensor


@torch.no_grad()
def decode_volume(
    decoder: ImplicitDecoder,
    latents: Tensor,
    ray_features: RayFeatures | None,
    resolution: int,
    batch_bytes: int | None = None,
) -> Volume:
    """Decode latents to a volume, in the type that autocast selects for a linear layer.

    Args:
        decoder: The decoder.
        latents: Latents [1, L, g, g, g].
        ray_features: Features of the rays; None if the decoder does not read them.
        resolution: Voxels per side of the volume.
        batch_bytes: Bytes of the first layer to compute at a time; by default, `default_batch_bytes`.

    Raises:
        InputError: If the resolution is not a multiple of the grid's side or not within 64 to 256, or if ray features
            are missing or not read.
    """
    grid = decoder.grid
    check_resolution(resolution, grid)
    if (ray_features is not None) != decoder.config.ray_features:
        raise InputError(
            f"ray features are {'missing' if ray_features is None else 'given'}; "
            f"expected {'them' if ray_features is None else 'none'}, as the decoder's config says"
        )
    latent = decoder.latent(latents.flatten(2)[0].T)
    batch_points = (batch_bytes or default_batch_bytes(latent.device)) // (latent.shape[1] * latent.dtype.itemsize)
    lattices = LatticeDecoder(decoder, latent, ray_features, batch_points)
    with torch.autocast(latents.device.type, enabled=False):
        if decoder.config.interpolated and resolution // grid > COARSE:
            volume = _volume(decoder, *(latent.new_empty((resolution,) * 3, dtype=dtype) for dtype in _TYPES))
            _decode_interpolated(volume, lattices)
            return volume
        # Fill the solid blocks, and decode those that are neither empty nor solid
        sides = (resolution,) * 3
        volume = _volume(
            decoder,
            latent.new_ones(sides, dtype=torch.float32),
            latent.new_full(sides, int(Label.VOID), dtype=torch.uint8),
            latent.new_zeros(sides, dtype=torch.float32),
        )
        empty, filled = constant_blocks(decoder, latents)
        _set(volume.distance, _indices(filled), grid, -1.0)
        _decode_blocks(volume, lattices, _indices(~(empty | filled)))
    return volume


def _volume(decoder: ImplicitDecoder, distance: Tensor, labels: Tensor, confidence: Tensor) -> Volume:
    """Return a volume of which nothing is decoded finely yet."""
    return Volume(
        distance,
        labels,
        confidence,
        torch.zeros_like(distance, dtype=torch.bool),
        distance.new_zeros((*distance.shape, decoder.extra_outputs), dtype=torch.float16),
        distance.new_zeros((), dtype=torch.int64),
    )


def _decode_interpolated(volume: Volume, lattices: LatticeDecoder) -> None:
    """Decode interpolated latents: finely the octants near a surface, all others by interpolation between corners."""
    grid, latent, resolution = lattices.decoder.grid, lattices.latent, len(volume.distance)
    sides, side = (grid,) * 3, resolution // grid
    half = side // 2
    blocks = torch.arange(grid**3, device=latent.device)
    # Find the blocks far from surfaces by their corners and their middle
    first = (torch.tensor([0, half], device=latent.device) + 0.5) / side  # voxels of the octants
    outer, middle = (lattices.decode(blocks, (position[None],) * 3) for position in first)
    far = far_from_surfaces(outer.distance.view(sides), middle.distance.view(sides))
    # Decode the corners of the octants of the other blocks; in blocks far from surfaces, interpolate them
    corners = spread_corners([values.view(sides) for values in outer[:3]], 2 * grid)
    near = _indices(~far)
    for values, decoded in zip(corners, lattices.decode(near, (first,) * 3)[:3], strict=True):
        _set(values, near, grid, decoded)
    # Interpolate between corners
    distance, labels, confidence = (_corners_of_blocks(values) for values in corners)
    points = BlockPredictions(distance, labels, confidence, outer.extra)
    voxel = torch.arange(side, device=latent.device)
    position = torch.where(voxel < half, voxel / half, 1 + (voxel - half) / (side - half))
    fill_blocks(_parts(volume, grid), blocks, points, Line(position, (position + 0.5).long()))
    # Decode the octants near a surface
    octants = block_view(near_surfaces(corners[0], far), grid).flatten(0, 2)
    _decode_octants(volume, lattices, blocks, octants)


def _corners_of_blocks(corners: Tensor) -> Tensor:
    """Return the values [g^3, 3, 3, 3] at the corners of the octants of each block, given all [2 g, 2 g, 2 g]."""
    index = torch.arange(0, len(corners), 2, device=corners.device)[:, None] + torch.arange(3, device=corners.device)
    index = index.clamp(max=len(corners) - 1)
    around = corners[index][:, :, index][:, :, :, :, index]
    return around.permute(0, 2, 4, 1, 3, 5).flatten(0, 2)


def default_batch_bytes(device: torch.device) -> int:
    """Return the bytes of the first layer that fit into a CPU's cache, or use a GPU fully."""
    return _CPU_BYTES if device.type == "cpu" else _GPU_BYTES


def check_resolution(resolution: int, grid: int) -> None:
    """Raise InputError if a volume of `grid` blocks per side cannot have `resolution` voxels per side."""
    if (
        not isinstance(resolution, int | np.integer)
        or resolution % grid
        or not LOWEST_RESOLUTION <= resolution <= HIGHEST_RESOLUTION
    ):
        raise InputError(
            f"resolution is {resolution}; expected a multiple of {grid} "
            f"from {LOWEST_RESOLUTION} to {HIGHEST_RESOLUTION} voxels per side"
        )


def constant_blocks(decoder: ImplicitDecoder, latents: Tensor) -> tuple[Tensor, Tensor]:
    """Return masks [g^3] of the blocks of latents [1, L, g, g, g] with the constant of empty and of solid blocks."""
    if decoder.config.interpolated:
        none = latents.new_zeros(decoder.grid**3, dtype=torch.bool)
        return none, none
    rows = latents.flatten(2)[0].float()
    empty, filled = ((rows - value).abs().mean(0) < CONSTANT_TOLERANCE for value in (EMPTY_LATENT, FILLED_LATENT))
    return empty, filled


def _decode_blocks(volume: Volume, lattices: LatticeDecoder, blocks: Tensor) -> None:
    """Decode the blocks [B] (flat indices) into the volume: all coarsely, finely the octants near a surface."""
    grid = lattices.decoder.grid
    side = len(volume.distance) // grid
    centres = (torch.arange(side, device=blocks.device) + 0.5) / side
    # Decode small blocks entirely
    if side <= COARSE:
        lattices.decode_parts([Part(_parts(volume, grid), blocks, (centres,) * 3)])
        _set(volume.fine, blocks, grid, True)
        return
    # Decode the coarse points
    points = torch.linspace(centres[0], centres[-1], COARSE, device=blocks.device)
    coarse = lattices.decode(blocks, (points,) * 3)
    # Find the octants near a surface, [B, 2, 2, 2]: along each axis, three of the four points are in or next to a half
    distance = coarse.distance[:, None]
    highest, lowest = F.max_pool3d(distance, COARSE - 1, 1)[:, 0], -F.max_pool3d(-distance, COARSE - 1, 1)[:, 0]
    near = (lowest < MARGIN) & (highest > -MARGIN)
    # Interpolate the blocks with any other octants
    far = ~near.flatten(1).all(1)
    position = torch.linspace(0, COARSE - 1, side, device=blocks.device)
    some = BlockPredictions(*(values[far] for values in coarse))
    fill_blocks(_parts(volume, grid), blocks[far], some, Line(position, position.round().long()))
    _decode_octants(volume, lattices, blocks, near)


def _decode_octants(volume: Volume, lattices: LatticeDecoder, blocks: Tensor, near: Tensor) -> None:
    """Decode the octants [B, 2, 2, 2] near a surface of the blocks [B] (flat indices) finely into the volume."""
    grid = lattices.decoder.grid
    side = len(volume.distance) // grid
    centres = (torch.arange(side, device=blocks.device) + 0.5) / side
    halves = slice(0, side // 2), slice(side // 2, side)
    octants = []
    for octant in itertools.product(range(2), repeat=3):
        chosen = blocks[near[:, octant[0], octant[1], octant[2]]]
        part = halves[octant[0]], halves[octant[1]], halves[octant[2]]
        axes = centres[part[0]], centres[part[1]], centres[part[2]]
        octants.append(Part(_parts(volume, grid, part), chosen, axes))
        _set(volume.fine, chosen, grid, True, part)
    lattices.decode_parts(octants)


def _parts(volume: Volume, grid: int, part: _Part = _WHOLE) -> BlockPredictions:
    """Return views of a part of all blocks of a volume."""
    extra = block_view(volume.extra, grid)
    views = (block_view(values, grid) for values in (volume.distance, volume.labels, volume.confidence))
    return BlockPredictions(*(view[(slice(None),) * 3 + part] for view in (*views, extra)))


def _indices(mask: Tensor) -> Tensor:
    return mask.nonzero()[:, 0]


def _set(volume: Tensor, blocks: Tensor, grid: int, values: Tensor | float, part: _Part = _WHOLE) -> None:
    """Write values into a part of the blocks [B] of a volume."""
    view = block_view(volume, grid)[(slice(None),) * 3 + part]
    values = torch.as_tensor(values, dtype=volume.dtype, device=volume.device)
    if volume.device.type == "cpu":
        values = values.expand(len(blocks), *view.shape[3:])
        write_blocks(as_array(view), blocks.numpy(), as_array(values))
    else:
        view[block_position(blocks, (grid,) * 3)] = values
